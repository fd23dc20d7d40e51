package io.tributary.config;

import io.tributary.merge.MergeRule;
import io.tributary.merge.MergeRules;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.ModelSpec;
import io.tributary.sharded.BatchSize;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads how examples are learned. */
final class TrainingPart {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String AUTO = "auto";
  private static final int MOST = 1_000_000_000;
  private static final int MOST_EXAMPLES = 1_000_000;

  /** Of the first mini-batches of all sources together. */
  private static final int FIRST_EXAMPLES = 64;

  private static final List<String> PARALLELISMS = List.of("data", "model", "hybrid");

  private final PipelineErrors errors;

  TrainingPart(PipelineErrors errors) {
    this.errors = errors;
  }

  TrainingConfig read(Section training, ModelSpec model) {
    int blocks = model.layout().blocks();
    boolean auto = isAuto(training);
    int replicas = auto ? 1 : training.whole("replicas", 2, 1, 1024, ", " + AUTO);
    // There may be others soon, and what suits a single replica does not suit several.
    int planned = auto ? 2 : replicas;
    int fewMasters = TrainingConfig.defaultMasters(replicas, blocks);
    int masters = training.whole("masters", fewMasters, 1, blocks);
    Staleness staleness = staleness(training);
    Section round = training.section("round");
    RoundSize size = size(round);
    Duration maxDelay =
        round.duration("maxDelay", TrainingConfig.defaultRoundMaxDelay(), Duration.ofHours(1));
    Duration minDelay = minDelay(round, planned, maxDelay);
    round.end();
    String merge = merge(training);
    TrainingConfig config =
        new TrainingConfig(
            replicas,
            masters,
            staleness,
            size,
            minDelay,
            maxDelay,
            merge,
            training.whole("maxHeldExamples", 100_000, 1, MOST),
            training.whole("maxUnmergedRounds", 64, 1, 1_000_000),
            training.whole("metricsWindow", 10_000, 1, MOST),
            training.duration("checkpointInterval", Duration.ofSeconds(10), DAY),
            reportInterval(training),
            auto,
            sharding(training, replicas, blocks));
    training.end();
    return config;
  }

  private @Nullable ShardingConfig sharding(Section training, int replicas, int blocks) {
    String parallelism = training.choice("parallelism", PARALLELISMS, PARALLELISMS.get(0));
    boolean isSharded = !parallelism.equals(PARALLELISMS.get(0));
    int shards = training.whole("shards", Math.min(replicas, blocks), 1, blocks);
    Section batch = training.section("batch");
    int most = batch.whole("examples", 512, 1, MOST_EXAMPLES);
    boolean given = batch.node("examples") != null;
    // What counts is how many examples are predicted without each other, in all sources.
    int usualLeast = given ? most : Math.max(1, Math.min(most, FIRST_EXAMPLES / replicas));
    int least = batch.whole("leastExamples", usualLeast, 1, most);
    double share = share(batch, 0.0002);
    Duration maxDelay = batch.duration("maxDelay", Duration.ofMillis(5), Duration.ofHours(1));
    int inFlight = batch.whole("inFlight", 0, 0, 1000);
    Duration publishDelay =
        batch.duration("publishDelay", Duration.ofMillis(50), Duration.ofHours(1));
    int denseRound = batch.whole("denseRound", 16, 1, 100_000);
    batch.end();
    for (String key : List.of("shards", "batch")) {
      if (!isSharded && training.node(key) != null) {
        errors.add(
            training.path(key),
            "key has no meaning here",
            "training.parallelism=data allowed=[training.parallelism: model|hybrid]");
      }
    }
    if (isSharded && isAuto(training)) {
      errors.add(
          training.path("replicas"),
          AUTO,
          "shards don't choose their number",
          "training.parallelism=" + parallelism + " allowed=1..1024");
    }
    return isSharded
        ? new ShardingConfig(
            shards, new BatchSize(least, most, share), maxDelay, inFlight, publishDelay, denseRound)
        : null;
  }

  // On a live stream time ends rounds; these numbers end the rounds of a backlog. Whoever gives the
  // number of examples fixes it. A replica alone learns the same with any number.
  private RoundSize size(Section round) {
    RoundSize usual = TrainingConfig.defaultRoundSize();
    boolean given = round.node("examples") != null;
    boolean givenMost = given || round.node("maxExamples") != null;
    int least = round.whole("examples", usual.least(), 1, MOST_EXAMPLES);
    int most = round.whole("maxExamples", given ? least : usual.most(), 1, MOST_EXAMPLES);
    double share = share(round, usual.share());
    if (most < least) {
      errors.add(
          round.path("maxExamples"),
          Integer.toString(most),
          "less than examples",
          "examples=" + least);
      return RoundSize.fixed(least);
    }
    return new RoundSize(least, most, share, givenMost ? most : usual.alone());
  }

  private double share(Section round, double usual) {
    double share = round.positive("share", usual);
    if (share > 1) {
      errors.add(round.path("share"), Double.toString(share), "more than all", "allowed=0..1");
      return usual;
    }
    return share;
  }

  private Duration minDelay(Section round, int replicas, Duration maxDelay) {
    Duration usual = TrainingConfig.defaultRoundMinDelay(replicas);
    Duration fallback = usual.compareTo(maxDelay) < 0 ? usual : maxDelay;
    Duration minDelay = round.duration("minDelay", fallback, Duration.ofHours(1));
    if (minDelay.compareTo(maxDelay) > 0) {
      errors.add(
          round.path("minDelay"),
          minDelay.toMillis() + "ms",
          "longer than maxDelay",
          "maxDelay=" + maxDelay.toMillis() + "ms");
      return maxDelay;
    }
    return minDelay;
  }

  private Duration reportInterval(Section training) {
    Duration fallback = Duration.ofSeconds(1);
    Duration interval = training.duration("reportInterval", fallback, DAY);
    if (interval.isZero()) {
      errors.add(training.path("reportInterval"), "0", "not positive", "");
      return fallback;
    }
    return interval;
  }

  private static boolean isAuto(Section training) {
    return training.node("replicas") instanceof ScalarNode scalar && scalar.getValue().equals(AUTO);
  }

  /** Returns which parallelism the file asks for, as it is written there. */
  static String parallelism(Section training) {
    return training.node("parallelism") instanceof ScalarNode scalar
        ? scalar.getValue()
        : PARALLELISMS.get(0);
  }

  private static Staleness staleness(Section training) {
    String unbounded = Staleness.UNBOUNDED.toString();
    if (training.node("staleness") instanceof ScalarNode scalar
        && scalar.getValue().equals(unbounded)) {
      return Staleness.UNBOUNDED;
    }
    return new Staleness(training.whole("staleness", 1, 0, 1000, ", " + unbounded));
  }

  private static String merge(Section training) {
    List<String> names = MergeRules.all().stream().map(MergeRule::name).toList();
    return training.choice("merge", names, names.get(0));
  }
}
