package io.tributary.operations;

import io.tributary.operations.ReplicaDecision.Kind;
import java.util.Locale;

/**
 * Chooses the least number of replicas that keeps up with the input. It is told what several looks
 * in a row saw, and says each time whether to stay or to move.
 *
 * <p>It moves up when the job is behind, look after look, and would not catch up soon. It moves
 * down when fewer would have kept up with all that came for a long time. What so many replicas can
 * learn a second it knows from when they were behind: only then do they learn all the time. When
 * more replicas learned no more, it goes back, and tries no more of them for a while.
 */
public final class ReplicaChoice {
  /** A rate below which nobody is behind. */
  private static final double LEAST_RATE = 100;

  private final Settings settings;

  private final Capacities capacities = new Capacities();
  private LoadWindow window;
  private Trial trial = Trial.NONE;
  private int ceiling = Integer.MAX_VALUE;
  private double ceilingUntil;
  private double ceilingSeconds;
  private double quietSeconds;
  private double lastDown = Double.NEGATIVE_INFINITY;
  private int expected;

  /**
   * When to move.
   *
   * @param behindSeconds behind is who has more than so many seconds of arrivals to learn
   * @param drainSeconds how soon it should catch up
   * @param looks looks in a row that must agree
   * @param settleSeconds what is seen so soon after a move says nothing
   * @param quietSeconds how long fewer must have been enough
   * @param spare the part of what replicas can learn that may be used by what comes
   * @param gain how much more of what one replica learns each other must add, to be of use
   * @param backoff by what a time to wait grows that was too short
   */
  public record Settings(
      double behindSeconds,
      double drainSeconds,
      int looks,
      double settleSeconds,
      double quietSeconds,
      double spare,
      double gain,
      double backoff) {
    /** What suits most jobs, looked at every two seconds. */
    public static final Settings DEFAULT = new Settings(5, 60, 5, 10, 300, .7, .15, 2);

    /** Returns what suits looks that are some seconds apart. */
    public static Settings every(double seconds) {
      double pace = seconds / 2;
      return new Settings(5 * pace, 60 * pace, 5, 10 * pace, 300 * pace, .7, .15, 2);
    }
  }

  /** A move up whose use is not known yet. */
  private record Trial(int from, double learned) {
    private static final Trial NONE = new Trial(0, 0);
  }

  /** Creates a choice that has seen nothing. */
  public ReplicaChoice(Settings settings) {
    this.settings = settings;
    window = new LoadWindow(settings.looks(), 0);
    quietSeconds = settings.quietSeconds();
    ceilingSeconds = settings.quietSeconds() * 2;
  }

  /** Takes a look, and says what follows from it. */
  public ReplicaDecision next(Load now) {
    if (!now.steady() || now.replicas() != expected || window.isAhead(now)) {
      window = new LoadWindow(settings.looks(), now.seconds() + settings.settleSeconds());
      expected = now.replicas();
      return undecided(now, "it has just begun to run so");
    }
    if (!window.add(now, quietSeconds)) {
      return undecided(now, "it has not run so for long");
    }
    return window.isBehind(settings.behindSeconds(), LEAST_RATE) ? behind(now) : upToDate(now);
  }

  private ReplicaDecision behind(Load now) {
    double arrivals = window.arrivals();
    double rate = window.learned();
    capacities.measure(now.replicas(), rate, now.seconds());
    if (trial.from() > 0 && trial.from() < now.replicas()) {
      Trial tried = trial;
      trial = Trial.NONE;
      double each = tried.learned() / tried.from();
      int added = now.replicas() - tried.from();
      if (rate < tried.learned() + settings.gain() * each * added) {
        return giveUp(now, tried, rate);
      }
    }
    double surplus = rate - arrivals;
    if (surplus > 0 && now.lag() / surplus <= settings.drainSeconds()) {
      return stay(now, "it catches up soon");
    }
    int most = Math.min(now.most(), isCeiling(now) ? ceiling : Integer.MAX_VALUE);
    if (now.replicas() >= most) {
      return stay(now, most < now.most() ? "more did not learn more" : "there can't be more");
    }
    double each = Math.max(rate / now.replicas(), 1);
    double needed = (arrivals + now.lag() / settings.drainSeconds()) / each;
    int wanted = (int) Math.min(Math.ceil(needed), 2.0 * now.replicas());
    int replicas = Math.min(most, Math.max(wanted, now.replicas() + 1));
    trial = new Trial(now.replicas(), rate);
    if (now.seconds() - lastDown < 6 * quietSeconds) {
      // Fewer were not enough after all: what comes has longer pauses than were waited for.
      quietSeconds = Math.min(quietSeconds * settings.backoff(), 12 * settings.quietSeconds());
    }
    return move(now, replicas, "it falls behind");
  }

  private boolean isCeiling(Load now) {
    return now.seconds() < ceilingUntil;
  }

  private ReplicaDecision giveUp(Load now, Trial tried, double rate) {
    ceiling = tried.from();
    ceilingUntil = now.seconds() + ceilingSeconds;
    ceilingSeconds = Math.min(ceilingSeconds * settings.backoff(), 24 * settings.quietSeconds());
    return move(
        now,
        tried.from(),
        String.format(
            Locale.ROOT,
            "more did not learn more: %,.0f records a second with %d, %,.0f with %d",
            tried.learned(),
            tried.from(),
            rate,
            now.replicas()));
  }

  private ReplicaDecision upToDate(Load now) {
    trial = Trial.NONE;
    if (now.replicas() == 1) {
      return stay(now, "one keeps up");
    }
    if (window.quietSeconds() < quietSeconds) {
      return stay(now, "it keeps up");
    }
    double peak = window.peak();
    int fewer = now.replicas();
    while (fewer > 1 && capacities.of(fewer - 1, now) * settings.spare() >= peak) {
      fewer--;
    }
    if (fewer == now.replicas()) {
      return stay(now, "fewer would not keep up");
    }
    lastDown = now.seconds();
    return move(
        now,
        fewer,
        String.format(
            Locale.ROOT,
            "fewer keep up: at most %,.0f records a second came in the last %.0f s",
            peak,
            window.quietSeconds()));
  }

  private static ReplicaDecision undecided(Load now, String why) {
    return new ReplicaDecision(
        Kind.UNDECIDED, now.replicas(), why, now.lag(), Double.NaN, Double.NaN);
  }

  private ReplicaDecision stay(Load now, String why) {
    return decision(Kind.STAY, now, now.replicas(), why);
  }

  private ReplicaDecision move(Load now, int replicas, String why) {
    return decision(Kind.MOVE, now, replicas, why);
  }

  private ReplicaDecision decision(Kind kind, Load now, int replicas, String why) {
    return new ReplicaDecision(kind, replicas, why, now.lag(), window.arrivals(), window.learned());
  }
}
