package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.Layers;
import io.tributary.learner.SparseLayer;
import io.tributary.model.BlockLayout;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What one simulated run learns, and how. All of it follows from a seed.
 *
 * @param inputs the examples of each partition; sent times say when they come
 * @param counts whether the rows count examples instead of learning, so that their order does not
 *     matter
 * @param slack how many examples come though nobody wants them
 * @param patient whether the input ends only when all of it is learned, which must not wait for the
 *     end
 */
record ShardedPlan(
    long seed,
    ModelSpec model,
    ShardedConfig config,
    List<List<Example>> inputs,
    boolean counts,
    int slack,
    boolean patient) {
  /** When the clock of every run starts, ms since the epoch. */
  static final long START = 1_000_000;

  private static final OptimizerSpec FTRL = new OptimizerSpec.Ftrl(.3, 1, 0, 0);
  private static final OptimizerSpec FTRL_L1 = new OptimizerSpec.Ftrl(.3, 1, .1, .1);
  private static final OptimizerSpec ADAGRAD = new OptimizerSpec.AdaGrad(.2, 1e-3);
  private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(.1);

  /** Batches close by count alone, and the model is compared to the bit. */
  static ShardedPlan reproducible(long seed) {
    Random random = new Random(seed);
    OptimizerSpec optimizer = List.of(FTRL, FTRL_L1, ADAGRAD, SGD).get(random.nextInt(4));
    return plan(seed, random, optimizer, 0, false);
  }

  /** Rows count what they learn. */
  static ShardedPlan counting(long seed, boolean byTime) {
    Random random = new Random(seed);
    return plan(seed, random, SGD, byTime ? 1 + random.nextInt(20) : 0, true);
  }

  private static ShardedPlan plan(
      long seed, Random random, OptimizerSpec optimizer, long maxDelay, boolean counts) {
    int bits = 4 + random.nextInt(3);
    BlockLayout layout = new BlockLayout(bits, 1 << random.nextInt(3));
    int most = 1 + random.nextInt(10);
    int least = random.nextBoolean() ? most : 1 + random.nextInt(most);
    double share = random.nextBoolean() ? .1 : .5;
    ShardedConfig config =
        new ShardedConfig(
            layout,
            new BatchSize(least, most, share),
            maxDelay,
            random.nextInt(4),
            random.nextInt(3) == 0 && maxDelay > 0 ? 1 + random.nextInt(50) : 0);
    List<List<Example>> inputs = new ArrayList<>();
    int partitions = 1 + random.nextInt(4);
    for (int partition = 0; partition < partitions; partition++) {
      inputs.add(examples(random, bits, maxDelay > 0));
    }
    ModelSpec model = new ModelSpec("model", layout, Link.LOGISTIC, optimizer);
    return new ShardedPlan(
        seed,
        model,
        config,
        inputs,
        counts,
        random.nextInt(5),
        maxDelay > 0 && random.nextBoolean());
  }

  private static List<Example> examples(Random random, int bits, boolean live) {
    int kind = random.nextInt(6);
    int count = kind == 0 ? 0 : kind == 1 ? random.nextInt(4) : random.nextInt(50);
    long pause = kind == 2 ? 60 : 5;
    long time = START;
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      time += live ? random.nextInt((int) pause) : 0;
      FeatureVector features = new FeatureVector();
      int size = random.nextInt(6);
      for (int f = 0; f < size; f++) {
        features.add(
            random.nextInt(1 << bits), random.nextInt(3) == 0 ? random.nextFloat() - .3f : 1);
      }
      float weight = random.nextInt(10) == 0 ? .5f : 1;
      long eventTime = random.nextInt(10) == 0 ? Example.NO_TIME : time - 7;
      examples.add(new Example(i, eventTime, time, random.nextInt(2), weight, features));
    }
    return examples;
  }

  SparseLayer layer() {
    return counts ? new CountingLayer() : Layers.sparse(model);
  }

  int lanesOfBlock() {
    return config.layout().blockSize() * layer().width();
  }

  long examples() {
    return inputs.stream().mapToLong(List::size).sum();
  }

  /** Rows that count how often they were learned: whatever the order, they come to the same. */
  private static final class CountingLayer implements SparseLayer {
    @Override
    public int width() {
      return 1;
    }

    @Override
    public int sums() {
      return 1;
    }

    @Override
    public void forward(float[] lanes, int[] rows, FeatureVector features, double[] sums) {
      for (int i = 0; i < features.size(); i++) {
        sums[0] += lanes[rows[i]] * .01 * features.values()[i];
      }
    }

    @Override
    public void step(float[] lanes, int[] rows, FeatureVector features, double[] slopes) {
      for (int i = 0; i < features.size(); i++) {
        lanes[rows[i]]++;
      }
    }
  }
}
