package io.tributary.replay;

import io.tributary.example.Example;
import io.tributary.learner.ExampleCounter;
import io.tributary.learner.HeadStep;
import io.tributary.learner.Layers;
import io.tributary.learner.Learners;
import io.tributary.learner.Objective;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.learner.SparseLayer;
import io.tributary.learner.WindowedMetrics;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableKind.Exact;
import io.tributary.model.TableSpec;
import io.tributary.sharded.Batcher;
import io.tributary.sharded.BatcherOutput;
import io.tributary.sharded.Combiner;
import io.tributary.sharded.CombinerMessage;
import io.tributary.sharded.CombinerMessage.Joined;
import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.CombinerMessage.Partial;
import io.tributary.sharded.Errors;
import io.tributary.sharded.HeapRows;
import io.tributary.sharded.LoopMessage;
import io.tributary.sharded.Shard;
import io.tributary.sharded.ShardMessage;
import io.tributary.sharded.ShardOutput;
import io.tributary.sharded.ShardState;
import io.tributary.sharded.ShardedConfig;
import io.tributary.sharded.TableCounts;
import io.tributary.sharded.exact.ExactTable;
import io.tributary.sharded.exact.ExactTableSpec;
import io.tributary.store.BlockHeader;
import io.tributary.store.KeyedWeights;
import io.tributary.store.ModelStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains one model by model parallelism, with all its batchers, shards and combiners, on a stream
 * of examples that is handed in one by one. The same stream gives the same model at every run, that
 * of the real pipeline to the bit, given the same partitions. Not thread safe.
 */
public final class ShardedReplay implements Training {
  private final ModelSpec model;
  private final Consumer<BlockMessage> published;
  private final List<Batcher> batchers = new ArrayList<>();
  private final List<Shard> shards = new ArrayList<>();
  private final List<HeapRows> rows = new ArrayList<>();
  private final List<ExactTable> tables = new ArrayList<>();
  private final List<Combiner> combiners = new ArrayList<>();
  private final @Nullable DenseReplay dense;
  private final Deque<ShardMessage> toShards = new ArrayDeque<>();
  private final Deque<CombinerMessage> toCombiners = new ArrayDeque<>();
  private final Deque<LoopMessage> errors = new ArrayDeque<>();
  private long sentSums;
  private long updatedRows;

  /** Starts the training of an empty model. */
  public ShardedReplay(ShardedSettings settings) {
    this(settings, message -> {});
  }

  /**
   * Starts the training of an empty model.
   *
   * @param published receives what shards publish, in the order of each block
   */
  public ShardedReplay(ShardedSettings settings, Consumer<BlockMessage> published) {
    model = settings.model();
    this.published = published;
    ShardedConfig config = settings.protocol();
    SparseLayer layer = Layers.sparse(model);
    Out out = new Out();
    for (int block = 0; block < model.layout().blocks(); block++) {
      shards.add(shard(config, layer, block, out));
    }
    dense = settings.dense() == null ? null : new DenseReplay(model, settings.dense());
    // Without a dense table all combiners come to the same as one.
    int several = dense == null ? 1 : settings.sources();
    for (int index = 0; index < several; index++) {
      combiners.add(combiner(settings, index, several));
    }
    for (int source = 0; source < settings.sources(); source++) {
      batchers.add(new Batcher(source, settings.sources(), source, config, () -> 0, out));
    }
    batchers.forEach(Batcher::start);
    if (dense != null) {
      dense.start();
    }
    settle();
  }

  private Combiner combiner(ShardedSettings settings, int index, int several) {
    int window = Math.max(WindowedMetrics.LEAST_WINDOW, settings.metricsWindow() / several);
    Objective objective = Learners.objective(model, settings.loss());
    return new Combiner(
        index,
        several,
        settings.protocol(),
        dense == null
            ? new HeadStep(Layers.head(model), objective)
            : dense.add(several, objective).step(),
        dense == null ? null : dense.replica(index),
        ExampleCounter.of(settings.loss()),
        new WindowedMetrics(window),
        errors::addLast);
  }

  private Shard shard(ShardedConfig config, SparseLayer layer, int block, ShardOutput out) {
    ShardState state = new ShardState(block);
    if (model.kind() instanceof Exact exact) {
      ExactTable table =
          new ExactTable(ExactTableSpec.of(exact, model.layout().blocks(), layer.width()));
      tables.add(table);
      return new Shard(config, layer, table, state, () -> 0, out);
    }
    HeapRows blockRows =
        new HeapRows(new float[model.layout().blockSize() * layer.width()], layer.width());
    rows.add(blockRows);
    return new Shard(config, layer, blockRows, state, () -> 0, out);
  }

  /** Takes the next example; only those that wait for others are kept, and time counts nothing. */
  @Override
  public void add(Example example, int partition, long timeMillis) {
    batchers.get(partition).onExample(example);
    settle();
  }

  /**
   * Ends the stream and returns what it came to. Its coordinates that were sent are the sums that
   * shards sent.
   *
   * @throws IllegalStateException when some wait for each other, which is a mistake in the protocol
   */
  @Override
  public ReplayResult finish() {
    batchers.forEach(Batcher::endInput);
    settle();
    for (Shard shard : shards) {
      if (!shard.ended()) {
        throw new IllegalStateException(
            "shard does not end: block="
                + shard.state().block()
                + " parts="
                + shard.state().keptParts());
      }
    }
    return soFar();
  }

  @Override
  public ReplayResult soFar() {
    long merged = Long.MAX_VALUE;
    long version = Long.MAX_VALUE;
    for (Shard shard : shards) {
      merged = Math.min(merged, shard.state().examples());
      version = Math.min(version, shard.state().version());
    }
    if (dense != null) {
      dense.requireEnded();
      merged = Math.min(merged, dense.examples());
    }
    ProgressiveMetrics total = new ProgressiveMetrics();
    ProgressiveMetrics window = new ProgressiveMetrics();
    for (Combiner combiner : combiners) {
      total.merge(combiner.metrics().total());
      window.merge(combiner.metrics().window());
    }
    return new ReplayResult(total, window, merged, version, sentSums, updatedRows, tableCounts());
  }

  /** Returns all lanes of a block, a copy. */
  public float[] lanes(int block) {
    return dense != null && model.tableOf(block).dense()
        ? dense.lanes(block)
        : rows.get(block).lanes().clone();
  }

  /** Returns the weights of a block of any table but an exact one, a copy. */
  public float[] weights(int block) {
    TableSpec table = model.tableOf(block);
    if (dense != null && table.dense()) {
      return dense.weights(block);
    }
    float[] weights = new float[table.blockWeights()];
    table.copyWeights(rows.get(block).lanes(), weights);
    return weights;
  }

  /** Writes the model. */
  @Override
  public void writeTo(ModelStore store) {
    TableSpec table = model.sparse();
    float[] weights = new float[model.isExact() ? 0 : table.blockWeights()];
    for (Shard shard : shards) {
      ShardState state = shard.state();
      BlockHeader header =
          new BlockHeader(
              state.block(),
              state.generation(),
              state.version(),
              state.newestEventTime(),
              state.examples(),
              System.currentTimeMillis());
      if (model.isExact()) {
        store.write(header, weights(table, tables.get(state.block())));
      } else {
        table.copyWeights(rows.get(state.block()).lanes(), weights);
        store.write(header, weights);
      }
    }
    if (dense != null) {
      dense.writeTo(store);
    }
  }

  private static KeyedWeights weights(TableSpec spec, ExactTable table) {
    long[] keys = table.keys();
    float[] lanes = new float[keys.length * spec.width()];
    table.gather(keys, keys.length, lanes);
    float[] weights = new float[keys.length * spec.weights()];
    spec.copyWeights(lanes, weights);
    return new KeyedWeights(true, keys, new long[0], weights);
  }

  /** Returns what has become of the features of all blocks, or null when the table is hashed. */
  public @Nullable TableCounts tableCounts() {
    TableCounts sum = null;
    for (Shard shard : shards) {
      TableCounts one = shard.tableCounts();
      sum = sum == null || one == null ? one : sum.plus(one);
    }
    return sum;
  }

  /** Delivers all messages, until nothing happens. */
  private void settle() {
    while (deliver()) {
      // Each message may have caused others.
    }
  }

  private boolean deliver() {
    ShardMessage toShard = toShards.pollFirst();
    if (toShard != null) {
      shards.get(toShard.block()).onMessage(toShard);
      return true;
    }
    CombinerMessage message = toCombiners.pollFirst();
    if (message != null) {
      combine(message);
      return true;
    }
    if (dense != null && dense.deliver()) {
      combiners.forEach(Combiner::goOn);
      return true;
    }
    LoopMessage next = errors.pollFirst();
    if (next == null) {
      return false;
    }
    for (Shard shard : shards) {
      shard.onLoop(next);
    }
    if (next instanceof Errors one) {
      batchers.forEach(batcher -> batcher.onErrors(one.header()));
    }
    return true;
  }

  private void combine(CombinerMessage message) {
    if (message instanceof Joined) {
      combiners.forEach(combiner -> combiner.onMessage(message));
    } else {
      combiners.get(message.source() % combiners.size()).onMessage(message);
    }
  }

  private final class Out implements BatcherOutput, ShardOutput {
    @Override
    public void toShard(ShardMessage message) {
      toShards.addLast(message);
    }

    @Override
    public void toCombiner(Labels labels) {
      toCombiners.addLast(labels);
    }

    @Override
    public void toCombiner(CombinerMessage message) {
      if (message instanceof Partial partial) {
        sentSums += partial.sums().length;
      }
      toCombiners.addLast(message);
    }

    @Override
    public void publish(BlockMessage message) {
      if (message instanceof Update update) {
        updatedRows += update.values().size();
      }
      published.accept(message);
    }

    @Override
    public void wakeAt(long timeMillis) {
      // Batches close by count, and the end publishes what has waited.
    }
  }
}
