package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.operations.ReplicaChoice.Settings;
import io.tributary.operations.SimulatedLoad.Kind;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes: the least replicas that keep up, and few moves. */
final class ReplicaChoiceTest {
  private static final int SEEDS = 100;
  private static final Settings USUAL = Settings.DEFAULT;

  /** A mistake that the simulation must notice. */
  record Mistake(String name, Settings settings, UnaryOperator<Load> seen) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Mistake> mistakes() {
    UnaryOperator<Load> right = look -> look;
    return Stream.of(
        new Mistake("one look is enough", with(1, 0, 300, .7, .15, 2), right),
        new Mistake("never down", with(5, 10, 1e9, .7, .15, 2), right),
        new Mistake("down at once", with(5, 10, 4, .7, .15, 1), right),
        new Mistake("no patience is learned", with(5, 10, 300, .7, .15, 1), right),
        new Mistake("nothing is spare", with(5, 10, 300, 1.5, .15, 2), right),
        new Mistake("useless ones stay", with(5, 10, 300, .7, -10, 2), right),
        new Mistake("does not settle", with(5, 0, 300, .7, .15, 2), ReplicaChoiceTest::steady),
        new Mistake("lag is not seen", USUAL, look -> with(look, 0, look.most())),
        new Mistake("no limit", USUAL, look -> with(look, look.lag(), 1_000)));
  }

  private static Load steady(Load look) {
    return new Load(
        look.seconds(),
        look.arrived(),
        look.learned(),
        look.lag(),
        look.replicas(),
        look.most(),
        true);
  }

  private static Settings with(
      int looks, double settle, double quiet, double spare, double gain, double backoff) {
    return new Settings(5, 60, looks, settle, quiet, spare, gain, backoff);
  }

  private static Load with(Load look, long lag, int most) {
    return new Load(
        look.seconds(), look.arrived(), look.learned(), lag, look.replicas(), most, look.steady());
  }

  /** Returns what was wrong. */
  private static Optional<String> run(long seed, Settings settings, UnaryOperator<Load> seen) {
    SimulatedLoad load = new SimulatedLoad(seed);
    ReplicaChoice choice = new ReplicaChoice(settings);
    int phase = 0;
    double backlog = load.lag();
    while (load.seconds() < load.end()) {
      Load look = load.look();
      ReplicaDecision decision = choice.next(seen.apply(look));
      if (decision.replicas() < 1 || decision.replicas() > look.most()) {
        return Optional.of("limit: " + decision + " " + load);
      }
      if (decision.moves()) {
        if (!look.steady()) {
          return Optional.of("moved too early: " + decision + " " + load);
        }
        load.move(decision.replicas());
      }
      if (load.seconds() >= (phase + 1) * SimulatedLoad.PHASE - SimulatedLoad.LOOK) {
        Optional<String> wrong = atTheEnd(load, phase, backlog);
        if (wrong.isPresent()) {
          return wrong;
        }
        phase++;
        backlog = load.lag();
      }
    }
    return Optional.empty();
  }

  /** Checks the end of a phase, when what came was the same for long. */
  private static Optional<String> atTheEnd(SimulatedLoad load, int phase, double backlog) {
    double peak = load.peak(phase);
    int least = 1;
    while (least < load.most() && load.capacity(least) < 1.15 * peak) {
      least++;
    }
    double spare = load.capacity(load.most()) - peak;
    boolean canKeepUp =
        load.capacity(least) >= 1.15 * peak && backlog < spare * SimulatedLoad.PHASE / 3;
    double behind = load.lag() / load.arrivals(load.seconds());
    if (canKeepUp && load.kind() == Kind.STEPS && behind > 10) {
      return Optional.of("behind: phase=" + phase + " seconds=" + behind + " " + load);
    }
    int enough = least;
    while (enough < load.most() && load.capacity(enough) * .6 < peak) {
      enough++;
    }
    if (canKeepUp && load.kind() == Kind.STEPS && load.replicas() > enough + 2) {
      return Optional.of("too many: phase=" + phase + " enough=" + enough + " " + load);
    }
    int half = (load.replicas() + 1) / 2;
    if (load.kind() == Kind.STEPS
        && half < load.replicas()
        && load.capacity(load.replicas()) < 1.05 * load.capacity(half)) {
      return Optional.of("useless: phase=" + phase + " " + load);
    }
    if (load.turns(load.seconds() - SimulatedLoad.PHASE / 2) > 5) {
      return Optional.of("flaps: phase=" + phase + " " + load);
    }
    return Optional.empty();
  }

  @Test
  void keepsUpWithFewReplicasAndFewMoves() {
    assertThat(LongStream.range(0, SEEDS / 2).boxed())
        .allSatisfy(
            seed -> assertThat(run(seed, USUAL, look -> look)).as("seed=" + seed).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void noticesMistakes(Mistake mistake) {
    assertThat(
            LongStream.range(0, SEEDS)
                .mapToObj(seed -> run(seed, mistake.settings(), mistake.seen()))
                .flatMap(Optional::stream)
                .findFirst())
        .isPresent();
  }
}
