package io.tributary.replay;

import io.tributary.example.Example;
import io.tributary.learner.ExampleCounter;
import io.tributary.learner.Layers;
import io.tributary.learner.Learners;
import io.tributary.learner.SparseLayer;
import io.tributary.learner.WindowedMetrics;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableSpec;
import io.tributary.sharded.Batcher;
import io.tributary.sharded.BatcherOutput;
import io.tributary.sharded.Combiner;
import io.tributary.sharded.CombinerMessage;
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
import io.tributary.store.BlockHeader;
import io.tributary.store.ModelStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Trains one model by model parallelism, with all its batchers, shards and a combiner, on a stream
 * of examples that is handed in one by one. The same stream gives the same model at every run, that
 * of the real pipeline to the bit, given the same partitions. Not thread safe.
 */
public final class ShardedReplay implements Training {
  private final ModelSpec model;
  private final List<Batcher> batchers = new ArrayList<>();
  private final List<Shard> shards = new ArrayList<>();
  private final List<HeapRows> rows = new ArrayList<>();
  private final Combiner combiner;
  private final Deque<ShardMessage> toShards = new ArrayDeque<>();
  private final Deque<CombinerMessage> toCombiner = new ArrayDeque<>();
  private final Deque<LoopMessage> errors = new ArrayDeque<>();
  private long sentSums;
  private long updatedRows;

  /** Starts the training of an empty model. */
  public ShardedReplay(ShardedSettings settings) {
    model = settings.model();
    ShardedConfig config = settings.protocol();
    SparseLayer layer = Layers.sparse(model);
    Out out = new Out();
    for (int block = 0; block < model.layout().blocks(); block++) {
      HeapRows blockRows =
          new HeapRows(new float[model.layout().blockSize() * layer.width()], layer.width());
      rows.add(blockRows);
      shards.add(new Shard(config, layer, blockRows, new ShardState(block), () -> 0, out));
    }
    combiner =
        new Combiner(
            0,
            1,
            config,
            Layers.head(model),
            Learners.objective(model, settings.loss()),
            ExampleCounter.of(settings.loss()),
            new WindowedMetrics(Math.max(WindowedMetrics.LEAST_WINDOW, settings.metricsWindow())),
            errors::addLast);
    for (int source = 0; source < settings.sources(); source++) {
      batchers.add(new Batcher(source, settings.sources(), source, config, () -> 0, out));
    }
    batchers.forEach(Batcher::start);
    settle();
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
    long merged = Long.MAX_VALUE;
    long version = Long.MAX_VALUE;
    for (Shard shard : shards) {
      if (!shard.ended()) {
        throw new IllegalStateException(
            "shard does not end: block="
                + shard.state().block()
                + " parts="
                + shard.state().keptParts());
      }
      merged = Math.min(merged, shard.state().examples());
      version = Math.min(version, shard.state().version());
    }
    return new ReplayResult(
        combiner.metrics().total(),
        combiner.metrics().window(),
        merged,
        version,
        sentSums,
        updatedRows);
  }

  /** Returns all lanes of a block, a copy. */
  public float[] lanes(int block) {
    return rows.get(block).lanes().clone();
  }

  /** Writes the model. */
  @Override
  public void writeTo(ModelStore store) {
    TableSpec table = model.sparse();
    float[] weights = new float[table.blockWeights()];
    for (Shard shard : shards) {
      ShardState state = shard.state();
      table.copyWeights(rows.get(state.block()).lanes(), weights);
      store.write(
          new BlockHeader(
              state.block(),
              state.generation(),
              state.version(),
              state.newestEventTime(),
              state.examples(),
              System.currentTimeMillis()),
          weights);
    }
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
    CombinerMessage message = toCombiner.pollFirst();
    if (message != null) {
      combiner.onMessage(message);
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

  private final class Out implements BatcherOutput, ShardOutput {
    @Override
    public void toShard(ShardMessage message) {
      toShards.addLast(message);
    }

    @Override
    public void toCombiner(Labels labels) {
      toCombiner.addLast(labels);
    }

    @Override
    public void toCombiner(CombinerMessage message) {
      if (message instanceof Partial partial) {
        sentSums += partial.sums().length;
      }
      toCombiner.addLast(message);
    }

    @Override
    public void publish(BlockMessage message) {
      if (message instanceof Update update) {
        updatedRows += update.values().size();
      }
    }

    @Override
    public void wakeAt(long timeMillis) {
      // Batches close by count, and the end publishes what has waited.
    }
  }
}
