package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.example.FeatureKeys;
import io.tributary.example.FeatureVector;
import io.tributary.learner.Layers;
import io.tributary.learner.SparseLayer;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableKind;
import io.tributary.model.TableKind.Exact;
import io.tributary.model.TableSpec;
import io.tributary.sharded.exact.ExactTable;
import io.tributary.sharded.exact.ExactTableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one simulated run learns, and how. All of it follows from a seed.
 *
 * @param inputs the examples of each partition; sent times say when they come
 * @param counts whether the rows count examples instead of learning, so that their order does not
 *     matter
 * @param slack how many examples come though nobody wants them
 * @param exact what an exact table keeps, or null when rows are found by their offset
 * @param dense how copies of the dense table are merged, or null without one
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
    @Nullable Exact exact,
    boolean patient,
    @Nullable DenseSettings dense) {
  /** When the clock of every run starts, ms since the epoch. */
  static final long START = 1_000_000;

  private static final int KEY_SHIFT = 57;

  private static final int FIELDS = 2;

  private static final OptimizerSpec FTRL = new OptimizerSpec.Ftrl(.3, 1, 0, 0);
  private static final OptimizerSpec FTRL_L1 = new OptimizerSpec.Ftrl(.3, 1, .1, .1);
  private static final OptimizerSpec ADAGRAD = new OptimizerSpec.AdaGrad(.2, 1e-3);
  private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(.1);

  /** Batches close by count alone, and the model is compared to the bit. */
  static ShardedPlan reproducible(long seed) {
    Random random = new Random(seed);
    OptimizerSpec optimizer = List.of(FTRL, FTRL_L1, ADAGRAD, SGD).get(random.nextInt(4));
    return plan(seed, random, optimizer, 0, false, null);
  }

  /** As {@link #reproducible}, with features that have rows of their own, which come and go. */
  static ShardedPlan exact(long seed) {
    Random random = new Random(seed);
    OptimizerSpec optimizer = List.of(FTRL, FTRL_L1, ADAGRAD, SGD).get(random.nextInt(4));
    Exact exact =
        new Exact(
            1 + random.nextInt(3),
            random.nextInt(4) == 0 ? 0 : 20 + random.nextInt(100),
            random.nextInt(3) == 0 ? 4 + random.nextInt(20) : 1_000);
    return plan(seed, random, optimizer, 0, false, exact);
  }

  /** Rows count what they learn. */
  static ShardedPlan counting(long seed, boolean byTime) {
    Random random = new Random(seed);
    return plan(seed, random, SGD, byTime ? 1 + random.nextInt(20) : 0, true, null);
  }

  private static ShardedPlan plan(
      long seed,
      Random random,
      OptimizerSpec optimizer,
      long maxDelay,
      boolean counts,
      @Nullable Exact exact) {
    int bits = 4 + random.nextInt(3);
    BlockLayout layout =
        new BlockLayout(exact == null ? bits : FeatureKeys.BITS, 1 << random.nextInt(3));
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
      inputs.add(examples(random, bits, maxDelay > 0, exact != null));
    }
    ModelSpec model =
        new ModelSpec(
            "model",
            layout,
            Link.LOGISTIC,
            optimizer,
            Form.linear(),
            exact == null ? TableKind.hashed() : exact);
    return new ShardedPlan(
        seed,
        model,
        config,
        inputs,
        counts,
        random.nextInt(5),
        exact,
        maxDelay > 0 && random.nextBoolean(),
        null);
  }

  /**
   * A model with a dense table, in rounds that batches alone end.
   *
   * @param byTime whether time ends batches and rounds as well
   */
  static ShardedPlan hybrid(long seed, boolean byTime) {
    Random random = new Random(seed);
    ShardedPlan base = plan(seed, random, FTRL, byTime ? 1 + random.nextInt(20) : 0, false, null);
    Form.Factors factors =
        new Form.Factors(
            1,
            1 + random.nextInt(2),
            new OptimizerSpec.AdaGrad(.1, 1),
            0,
            .1,
            FIELDS,
            List.of(),
            -1);
    OptimizerSpec optimizer =
        random.nextBoolean() ? ADAGRAD : new OptimizerSpec.Adam(.01, .9, .999, 1e-6);
    ModelSpec model =
        new ModelSpec(
            "model",
            base.config.layout(),
            Link.LOGISTIC,
            FTRL,
            new Form.Network(factors, List.of(2), List.of(), optimizer));
    DenseSettings dense =
        new DenseSettings(1 + random.nextInt(4), byTime ? 1 + random.nextInt(60) : 0, "saturating");
    return new ShardedPlan(
        seed, model, base.config, base.inputs, false, base.slack, null, base.patient, dense);
  }

  DenseSettings denseSettings() {
    if (dense == null) {
      throw new IllegalStateException("there is no dense table");
    }
    return dense;
  }

  /** Returns the numbers of the blocks of the dense table, none without one. */
  List<Integer> denseBlocks() {
    TableSpec table = model.dense();
    return table == null
        ? List.of()
        : IntStream.range(table.firstBlock(), table.endBlock()).boxed().toList();
  }

  private static List<Example> examples(Random random, int bits, boolean live, boolean keyed) {
    int kind = random.nextInt(6);
    int count = kind == 0 ? 0 : kind == 1 ? random.nextInt(4) : random.nextInt(50);
    long pause = kind == 2 ? 60 : 5;
    long time = START;
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      time += live || keyed ? random.nextInt((int) pause) : 0;
      FeatureVector features = new FeatureVector();
      int size = random.nextInt(6);
      for (int f = 0; f < size; f++) {
        int index = random.nextInt(1 << bits);
        float value = random.nextInt(3) == 0 ? random.nextFloat() - .3f : 1;
        if (keyed) {
          // Features are born and die: the later the example, the higher they are.
          features.addKey((long) (index / 2 + i) << KEY_SHIFT, value);
        } else {
          features.add(index, value, index % FIELDS);
        }
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

  /** Returns what the exact table of each block keeps. */
  ExactTableSpec exactTable() {
    if (exact == null) {
      throw new IllegalStateException("rows are found by their offset");
    }
    return new ExactTableSpec(
        layer().width(),
        exact.admitAfter(),
        exact.expireAfterMillis(),
        exact.maxFeaturesOfBlock(config.layout().blocks()),
        6);
  }

  /** Returns the rows of a table, each behind the number of its key. */
  static float[] rows(ExactTable table) {
    long[] keys = table.keys();
    int width = table.spec().width();
    float[] lanes = new float[keys.length * width];
    table.gather(keys, keys.length, lanes);
    float[] rows = new float[keys.length * (width + 1)];
    for (int i = 0; i < keys.length; i++) {
      rows[i * (width + 1)] = (float) (keys[i] >>> KEY_SHIFT);
      System.arraycopy(lanes, i * width, rows, i * (width + 1) + 1, width);
    }
    return rows;
  }

  /** Returns the number of a key. */
  static long number(long key) {
    return key >>> KEY_SHIFT;
  }

  static float[] join(List<float[]> all) {
    float[] joined = new float[all.stream().mapToInt(one -> one.length).sum()];
    int at = 0;
    for (float[] one : all) {
      System.arraycopy(one, 0, joined, at, one.length);
      at += one.length;
    }
    return joined;
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
