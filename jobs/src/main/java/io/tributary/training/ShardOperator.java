package io.tributary.training;

import io.tributary.codec.ByteReader;
import io.tributary.codec.CorruptDataException;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.LoopRecord;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.kafka.loop.LoopFeed;
import io.tributary.kafka.loop.Updates;
import io.tributary.learner.Layers;
import io.tributary.learner.SparseLayer;
import io.tributary.model.BlockMessage;
import io.tributary.sharded.CombinerMessage;
import io.tributary.sharded.CombinerMessage.Joined;
import io.tributary.sharded.LoopMessageCodec;
import io.tributary.sharded.Shard;
import io.tributary.sharded.ShardMessage;
import io.tributary.sharded.ShardOutput;
import io.tributary.sharded.TableCounts;
import io.tributary.types.CodecTypeInfo;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Runs the {@link Shard}s of the blocks whose keys this task has. Its input is what batchers send.
 * What is on the errors topic comes to it without a source of Flink's: a channel between tasks
 * would add to each turn of the loop, and a checkpoint needs nothing of the topic.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by initializeState and open
final class ShardOperator extends AbstractStreamOperator<BlockMessage>
    implements OneInputStreamOperator<ShardMessage, BlockMessage>, BoundedOneInput {
  /** Where sums go. */
  static final OutputTag<ToCombiner> SUMS =
      new OutputTag<>("sums", CodecTypeInfo.of(ToCombiner.class, ToCombinerCodec.INSTANCE));

  private static final long serialVersionUID = 1L;

  /** Of all else that the task does besides its input. */
  private static final int PRIORITY = 0;

  /** Records of the errors topic that are taken at once, before the input has its turn again. */
  private static final int AT_ONCE = 64;

  // Configuration
  private final ShardingSettings settings;
  private final BlockKeys keys;
  private final LoopFeed feed;

  // Runtime
  private transient ShardStates states;
  private transient Map<Integer, Shard> shards;
  private transient SparseLayer layer;
  private transient LoopControl.Use loop;
  private transient Updates errors;
  private transient MailboxExecutor mailbox;
  private transient AtomicBoolean scheduled;
  private transient Counter unreadable;
  private transient StreamRecord<BlockMessage> outgoing;
  private transient Out out;

  ShardOperator(ShardingSettings settings, BlockKeys keys, LoopFeed feed) {
    this.settings = settings;
    this.keys = keys;
    this.feed = feed;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    states =
        new ShardStates(
            settings.model(),
            context.getKeyedStateStore(),
            this.<Integer>getKeyedStateBackend(),
            keys,
            getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
    if (context.isRestored()) {
      // State of another shape is an error at the start, and not at a later message.
      Restoring.attempt(states::requireFits);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    shards = new HashMap<>();
    layer = Layers.sparse(settings.model());
    outgoing = new StreamRecord<>(null);
    out = new Out();
    scheduled = new AtomicBoolean();
    mailbox = getContainingTask().getMailboxExecutorFactory().createExecutor(PRIORITY);
    registerMetrics();
    loop = LoopControl.use(settings.job());
    // Before any batcher registers with it, so that it misses nothing that is said to it.
    errors = feed.subscribe(loop.control(), this::schedule);
  }

  private void registerMetrics() {
    MetricGroup group = getMetricGroup().addGroup(JobNames.METRICS);
    unreadable = group.counter("unreadableErrors");
    group.gauge("modelVersion", this::version);
    group.gauge(
        "keptParts", () -> shards.values().stream().mapToInt(one -> one.state().keptParts()).sum());
    group.gauge(
        "unknownErrors", () -> shards.values().stream().mapToLong(Shard::unknownErrors).sum());
    group.gauge(
        "repeatedErrors", () -> shards.values().stream().mapToLong(Shard::repeatedErrors).sum());
    group.gauge(
        "impossibleErrors",
        () -> shards.values().stream().mapToLong(Shard::impossibleErrors).sum());
    group.gauge("tableRows", () -> table(TableCounts::rows));
    group.gauge("admittedFeatures", () -> table(TableCounts::admitted));
    group.gauge("expiredFeatures", () -> table(TableCounts::expired));
    group.gauge("refusedFeatures", () -> table(TableCounts::refused));
  }

  /** Counts over the tables of all blocks; none where features are hashed. */
  private long table(ToLongFunction<TableCounts> count) {
    long sum = 0;
    for (Shard shard : shards.values()) {
      TableCounts counts = shard.tableCounts();
      sum += counts == null ? 0 : count.applyAsLong(counts);
    }
    return sum;
  }

  private long version() {
    return shards.values().stream().mapToLong(shard -> shard.state().version()).min().orElse(0);
  }

  /** Lets the task take what has come; called on the thread that reads the topic. */
  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        mailbox.execute(this::takeErrors, "take errors");
      } catch (RejectedExecutionException e) {
        // The task has ended.
      }
    }
  }

  private void takeErrors() throws IOException {
    scheduled.set(false);
    for (int i = 0; i < AT_ONCE; i++) {
      InputRecord record = errors.poll();
      if (record == null) {
        return;
      }
      if (record instanceof LoopRecord said) {
        onLoop(said);
      }
    }
    schedule();
  }

  private void onLoop(LoopRecord record) {
    try {
      var message = LoopMessageCodec.INSTANCE.decode(new ByteReader(record.value()));
      for (Shard shard : shards.values()) {
        shard.onLoop(message);
      }
    } catch (CorruptDataException e) {
      // Others may write to the topic, too.
      unreadable.inc();
    }
  }

  @Override
  public void processElement(StreamRecord<ShardMessage> element) {
    ShardMessage message = element.getValue();
    Shard shard = shards.get(message.block());
    if (shard == null) {
      shard = createShard(message.block());
      shards.put(message.block(), shard);
    }
    shard.onMessage(message);
  }

  private Shard createShard(int block) {
    Shard[] created = new Shard[1];
    Restoring.attempt(
        () ->
            created[0] =
                states.shard(
                    block,
                    settings.protocol(),
                    layer,
                    () -> getProcessingTimeService().getCurrentProcessingTime(),
                    out));
    return created[0];
  }

  /**
   * Waits for the errors of the last batches, when there are such: after the input come no more.
   */
  @Override
  public void endInput() throws Exception {
    while (shards.values().stream().anyMatch(shard -> shard.inputEnded() && !shard.ended())) {
      mailbox.yield();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (Shard shard : shards.values()) {
      states.write(shard.state().copy());
    }
  }

  @Override
  public void close() throws Exception {
    if (errors != null) {
      errors.close();
    }
    if (loop != null) {
      loop.close();
    }
    super.close();
  }

  private final class Out implements ShardOutput {
    @Override
    public void toCombiner(CombinerMessage message) {
      if (message instanceof Joined joined) {
        for (int combiner = 0; combiner < joined.sources(); combiner++) {
          send(combiner, message);
        }
      } else {
        send(message.source(), message);
      }
    }

    private void send(int combiner, CombinerMessage message) {
      output.collect(SUMS, new StreamRecord<>(new ToCombiner(combiner, message)));
    }

    @Override
    public void publish(BlockMessage message) {
      output.collect(outgoing.replace(message));
    }

    @Override
    public void wakeAt(long timeMillis) {
      // The timers of one shard may wake all: each knows what it is to be woken for.
      var unused =
          getProcessingTimeService()
              .registerTimer(timeMillis, time -> shards.values().forEach(Shard::onTimer));
    }
  }
}
