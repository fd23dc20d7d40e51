package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.learner.SampleModels;
import io.tributary.learner.SampleModels.Sample;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What one simulated run learns, and how. All of it follows from a seed, except what a test asks
 * for.
 *
 * @param sample what the model computes, and the optimizer of its linear weights
 * @param layout the blocks of its sparse table
 * @param inputs the examples of each partition
 * @param roundSize examples of a full round
 * @param minDelayMillis how long a round of few examples stays open
 * @param maxDelayMillis how long a round stays open; 0 closes rounds by count alone
 * @param maxHeld bound of the examples a waiting replica holds
 * @param maxDriftMillis how far a replica may be ahead of another in event time; 0 for any distance
 * @param gated whether sources stop sending while a replica waits, up to a few examples
 */
record SimulationPlan(
    long seed,
    Sample sample,
    BlockLayout layout,
    Staleness staleness,
    String mergeRule,
    List<SimulatedInput> inputs,
    RoundSize roundSize,
    long minDelayMillis,
    long maxDelayMillis,
    int maxHeld,
    long maxDriftMillis,
    boolean gated) {
  /** When the clock of every run starts, ms since the epoch. */
  static final long START = 1_000_000;

  private static final OptimizerSpec FTRL = new OptimizerSpec.Ftrl(.3, 1, 0, 0);
  private static final OptimizerSpec FTRL_L1 = new OptimizerSpec.Ftrl(.3, 1, .5, .1);
  private static final OptimizerSpec ADAGRAD = new OptimizerSpec.AdaGrad(.2, 1e-3);
  private static final double[] SHARES = {.001, .05, .5};
  private static final long[] DRIFTS = {0, 10, 60, 1000};
  private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(.1);

  /** Rounds end by count alone: some replicas have many examples, some few or none. */
  static SimulationPlan closedByCount(long seed, Staleness staleness) {
    return plan(seed, staleness, 0);
  }

  /** Rounds end by count alone, and all partitions have as many examples. */
  static SimulationPlan ofOneLength(long seed, Staleness staleness) {
    SimulationPlan plan = plan(seed, staleness, 0);
    SimulatedInput.Generator generator =
        new SimulatedInput.Generator(plan.layout.bits(), new Random(seed), plan.sample);
    List<SimulatedInput> inputs =
        IntStream.range(0, plan.inputs.size()).mapToObj(generator::ofLength90).toList();
    return new SimulationPlan(
        seed,
        plan.sample,
        plan.layout,
        staleness,
        plan.mergeRule,
        inputs,
        plan.roundSize,
        0,
        0,
        plan.maxHeld,
        plan.maxDriftMillis,
        true);
  }

  /** Rounds also end by time: some replicas are busy, some slow, some idle for long. */
  static SimulationPlan closedByTime(long seed, Staleness staleness) {
    return plan(seed, staleness, 20);
  }

  private static SimulationPlan plan(long seed, Staleness staleness, long maxDelayMillis) {
    Random random = new Random(seed);
    int replicas = 1 + random.nextInt(4);
    int bits = 5 + random.nextInt(3);
    BlockLayout layout = new BlockLayout(bits, 1 << random.nextInt(3));
    OptimizerSpec optimizer = List.of(FTRL, FTRL, FTRL_L1, ADAGRAD, SGD).get(random.nextInt(5));
    List<MergeRule> rules = MergeRules.all();
    String rule = rules.get(random.nextInt(rules.size())).name();
    Sample sample = sample(seed, optimizer);
    SimulatedInput.Generator generator = new SimulatedInput.Generator(bits, random, sample);
    List<SimulatedInput> inputs =
        IntStream.range(0, replicas)
            .mapToObj(i -> maxDelayMillis == 0 ? generator.waiting(i) : generator.live(i))
            .toList();
    int most = 1 + random.nextInt(12);
    int least = random.nextBoolean() ? most : 1 + random.nextInt(most);
    long minDelayMillis = maxDelayMillis;
    if (maxDelayMillis > 0 && random.nextInt(3) == 0) {
      // Some end when they have got few examples, none when it is full.
      least *= 32;
      most *= 32;
      minDelayMillis = 1L + random.nextInt((int) maxDelayMillis);
    }
    return new SimulationPlan(
        seed,
        sample,
        layout,
        staleness,
        rule,
        inputs,
        new RoundSize(least, most, SHARES[random.nextInt(SHARES.length)], most),
        minDelayMillis,
        maxDelayMillis,
        1000,
        DRIFTS[random.nextInt(DRIFTS.length)],
        true);
  }

  /** One of three models has wide rows, drawn apart so that the others' runs stay what they are. */
  private static Sample sample(long seed, OptimizerSpec optimizer) {
    Random random = new Random(seed ^ 0x2545F491L);
    List<Sample> wide = SampleModels.layered().toList();
    return random.nextInt(3) > 0
        ? new Sample("linear", Form.linear(), optimizer)
        : wide.get(random.nextInt(wide.size()));
  }

  /** The same, but sources do not care whether a replica waits. */
  SimulationPlan ungated(int newMaxHeld) {
    return new SimulationPlan(
        seed,
        sample,
        layout,
        staleness,
        mergeRule,
        inputs,
        roundSize,
        minDelayMillis,
        maxDelayMillis,
        newMaxHeld,
        maxDriftMillis,
        false);
  }

  ModelSpec model() {
    return sample.model(layout);
  }

  /** Returns the number of blocks of all tables. */
  int blocks() {
    return model().blocks();
  }

  /** Returns the number of examples that have arrived at a time. */
  long examplesUntil(long timeMillis) {
    long sum = 0;
    for (SimulatedInput input : inputs) {
      sum += input.examples().stream().filter(e -> e.sentTime() <= timeMillis).count();
    }
    return sum;
  }

  long newestEventTime() {
    return inputs.stream()
        .flatMap(input -> input.examples().stream())
        .mapToLong(Example::eventTime)
        .max()
        .orElse(Example.NO_TIME);
  }

  ReplicaConfig replicaConfig() {
    return new ReplicaConfig(
        layout,
        staleness,
        roundSize,
        minDelayMillis,
        maxDelayMillis,
        3,
        maxHeld,
        4,
        maxDriftMillis);
  }

  MasterConfig masterConfig() {
    return new MasterConfig(model().tables(), mergeRule, staleness, maxDelayMillis > 0);
  }

  @Override
  public String toString() {
    return "seed="
        + seed
        + " partitions="
        + inputs.size()
        + " blocks="
        + blocks()
        + " model="
        + sample
        + " staleness="
        + staleness
        + " optimizer="
        + sample.optimizer()
        + " merge="
        + mergeRule
        + " "
        + roundSize
        + " minDelayMillis="
        + minDelayMillis
        + " maxDelayMillis="
        + maxDelayMillis
        + " maxHeld="
        + maxHeld
        + " maxDriftMillis="
        + maxDriftMillis
        + " examples="
        + inputs.stream().map(input -> input.examples().size()).toList();
  }
}
