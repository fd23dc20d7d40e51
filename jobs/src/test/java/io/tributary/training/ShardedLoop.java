package io.tributary.training;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.example.Example;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.model.BlockMessage;
import io.tributary.sharded.ShardMessage;
import io.tributary.sharded.ShardMessageCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a sharded job in Flink's operator harnesses, wired by hand. Nothing moves by
 * itself: each {@link #step} moves one thing, drawn at random, and whatever has not been moved is
 * in flight. The errors topic outlives the incarnation.
 */
final class ShardedLoop implements AutoCloseable {
  /** How to set up an incarnation. */
  record Setup(ShardingSettings settings, int sources, int shards) {}

  /** A completed checkpoint: the operators' state, and the positions of the sources. */
  record Checkpoint(
      Setup setup,
      OperatorSubtaskState batchers,
      OperatorSubtaskState shards,
      OperatorSubtaskState combiners,
      int[] positions) {}

  private interface Action {
    void run() throws Exception;
  }

  private record Channel<T>(Deque<T> waiting) {
    Channel() {
      this(new ArrayDeque<>());
    }
  }

  private final Setup setup;
  private final BlockKeys keys;
  private final List<List<Example>> inputs;
  private final List<byte[]> topic;
  private final List<BlockMessage> published;
  private final List<OneInputStreamOperatorTestHarness<InputRecord, ShardMessage>> batchers =
      new ArrayList<>();
  private final List<KeyedOneInputStreamOperatorTestHarness<Integer, ShardMessage, BlockMessage>>
      shards = new ArrayList<>();
  private final List<OneInputStreamOperatorTestHarness<ToCombiner, byte[]>> combiners =
      new ArrayList<>();
  private final List<MemoryFeed> feeds = new ArrayList<>();
  private final List<List<Channel<ShardMessage>>> toShards = new ArrayList<>();
  private final List<List<Channel<ToCombiner>>> toCombiners = new ArrayList<>();
  private final int[] positions;
  private final int[] batcherReads;
  private final int[] shardReads;
  private final boolean[] started;
  private final boolean[] ended;
  private final List<ReplicaReport> reports = new ArrayList<>();

  /**
   * Starts an incarnation.
   *
   * @param inputs the examples of each partition; partition p is read by source p % sources
   * @param topic the errors topic, with what earlier incarnations wrote
   * @param published takes what shards publish
   * @param from where to go on, or null to begin
   */
  ShardedLoop(
      Setup setup,
      List<List<Example>> inputs,
      List<byte[]> topic,
      List<BlockMessage> published,
      @Nullable Checkpoint from)
      throws Exception {
    this.setup = setup;
    this.inputs = inputs;
    this.topic = topic;
    this.published = published;
    keys = new BlockKeys(setup.settings.model().layout().blocks());
    positions = from == null ? new int[inputs.size()] : from.positions.clone();
    batcherReads = new int[setup.sources];
    shardReads = new int[setup.shards];
    started = new boolean[setup.sources];
    ended = new boolean[setup.sources];
    for (int i = 0; i < setup.shards; i++) {
      feeds.add(new MemoryFeed(UUID.randomUUID().toString()));
      shards.add(OpenShardedHarnesses.shard(setup, keys, feeds.get(i), i, from));
    }
    for (int i = 0; i < setup.sources; i++) {
      batchers.add(OpenShardedHarnesses.batcher(setup, keys, i, from));
      combiners.add(OpenShardedHarnesses.combiner(setup, keys, i, from));
    }
    for (int i = 0; i < setup.sources; i++) {
      toShards.add(channels(setup.shards));
    }
    for (int i = 0; i < setup.sources + setup.shards; i++) {
      toCombiners.add(channels(setup.sources));
    }
  }

  private static <T> List<Channel<T>> channels(int count) {
    List<Channel<T>> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      channels.add(new Channel<>());
    }
    return channels;
  }

  /** Moves one thing; false when nothing is left to move. */
  boolean step(Random random) throws Exception {
    List<Action> actions = new ArrayList<>();
    for (int source = 0; source < setup.sources; source++) {
      addSource(source, actions);
    }
    for (int shard = 0; shard < setup.shards; shard++) {
      int target = shard;
      if (shardReads[shard] < topic.size()) {
        actions.add(() -> tellShard(target));
      }
    }
    for (int from = 0; from < toCombiners.size(); from++) {
      for (int combiner = 0; combiner < setup.sources; combiner++) {
        int sender = from;
        int target = combiner;
        if (!toCombiners.get(from).get(combiner).waiting.isEmpty()) {
          actions.add(() -> deliverToCombiner(sender, target));
        }
      }
    }
    if (actions.isEmpty()) {
      return false;
    }
    actions.get(random.nextInt(actions.size())).run();
    return true;
  }

  private void addSource(int source, List<Action> actions) {
    if (!started[source]) {
      actions.add(() -> advance(source));
    }
    // A closed gate also keeps a source from saying that it has ended.
    if (gate(source).isOpen() && !ended[source]) {
      actions.add(() -> feed(source));
    }
    if (batcherReads[source] < topic.size()) {
      actions.add(() -> tellBatcher(source));
    }
    for (int shard = 0; shard < setup.shards; shard++) {
      int target = shard;
      if (!toShards.get(source).get(shard).waiting.isEmpty()) {
        actions.add(() -> deliverToShard(source, target));
      }
    }
  }

  private LoopControl.Gate gate(int source) {
    // The batchers have it for as long as they run.
    try (LoopControl.Use use = LoopControl.use(setup.settings.job())) {
      return use.control().gate(source);
    }
  }

  /** Returns true when a source may end. */
  boolean mayEnd(int source) {
    try (LoopControl.Use use = LoopControl.use(setup.settings.job())) {
      return use.control().replicaEnd(source).isOpen();
    }
  }

  private void advance(int source) throws Exception {
    started[source] = true;
    batchers.get(source).advanceTime(1);
    collectBatcher(source);
  }

  private void feed(int source) throws Exception {
    InputRecord record = new InputRecord.Ended();
    for (int partition = source; partition < inputs.size(); partition += setup.sources) {
      if (positions[partition] < inputs.get(partition).size()) {
        record = new InputRecord.Decoded(inputs.get(partition).get(positions[partition]++));
        break;
      }
    }
    ended[source] = record instanceof InputRecord.Ended;
    batchers.get(source).processElement(new StreamRecord<>(record));
    collectBatcher(source);
  }

  private void tellBatcher(int source) throws Exception {
    byte[] value = topic.get(batcherReads[source]++);
    batchers.get(source).processElement(new StreamRecord<>(new InputRecord.LoopRecord(value)));
    collectBatcher(source);
  }

  private void tellShard(int shard) throws Exception {
    feeds.get(shard).deliver(topic.get(shardReads[shard]++));
    Optional<Mail> mail = shards.get(shard).getTaskMailbox().tryTake(0);
    while (mail.isPresent()) {
      mail.get().run();
      mail = shards.get(shard).getTaskMailbox().tryTake(0);
    }
    collectShard(shard);
  }

  private void deliverToShard(int source, int shard) throws Exception {
    ShardMessage message = toShards.get(source).get(shard).waiting.removeFirst();
    shards.get(shard).processElement(new StreamRecord<>(message));
    collectShard(shard);
  }

  private void deliverToCombiner(int sender, int combiner) throws Exception {
    ToCombiner message = toCombiners.get(sender).get(combiner).waiting.removeFirst();
    combiners.get(combiner).processElement(new StreamRecord<>(message));
    collectCombiner(combiner);
  }

  private void collectBatcher(int source) {
    for (ShardMessage message : drain(batchers.get(source))) {
      int shard =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              keys.of(message.block()), keys.groups(), setup.shards);
      toShards
          .get(source)
          .get(shard)
          .waiting
          .addLast(throughBytes(ShardMessageCodec.INSTANCE, message));
    }
    send(batchers.get(source), BatcherOperator.LABELS, source);
  }

  private void collectShard(int shard) {
    for (BlockMessage message : drain(shards.get(shard))) {
      published.add(throughBytes(BlockMessageCodec.INSTANCE, message));
    }
    send(shards.get(shard), ShardOperator.SUMS, setup.sources + shard);
  }

  private void collectCombiner(int combiner) {
    topic.addAll(drain(combiners.get(combiner)));
    Queue<StreamRecord<ReplicaReport>> told =
        combiners.get(combiner).getSideOutput(ReplicaTask.REPORTS);
    while (told != null && !told.isEmpty()) {
      reports.add(told.remove().getValue());
    }
  }

  private void send(
      AbstractStreamOperatorTestHarness<?> from, OutputTag<ToCombiner> tag, int sender) {
    Queue<StreamRecord<ToCombiner>> sent = from.getSideOutput(tag);
    while (sent != null && !sent.isEmpty()) {
      ToCombiner message = throughBytes(ToCombinerCodec.INSTANCE, sent.remove().getValue());
      int combiner = message.combiner() % setup.sources;
      toCombiners.get(sender).get(combiner).waiting.addLast(message);
    }
  }

  private static <T> List<T> drain(AbstractStreamOperatorTestHarness<T> harness) {
    List<T> values = harness.extractOutputValues();
    harness.getOutput().clear();
    return values;
  }

  private static <T> T throughBytes(Codec<T> codec, T value) {
    ByteWriter out = new ByteWriter();
    codec.encode(value, out);
    return codec.decode(new ByteReader(out.toByteArray()));
  }

  /** Takes a checkpoint as aligned barriers do: what was sent before one arrives before it. */
  Checkpoint checkpoint(long id) throws Exception {
    List<OperatorSubtaskState> ofBatchers = snapshots(batchers, id);
    for (int source = 0; source < setup.sources; source++) {
      for (int shard = 0; shard < setup.shards; shard++) {
        while (!toShards.get(source).get(shard).waiting.isEmpty()) {
          deliverToShard(source, shard);
        }
      }
    }
    List<OperatorSubtaskState> ofShards = snapshots(shards, id);
    for (int sender = 0; sender < toCombiners.size(); sender++) {
      for (int combiner = 0; combiner < setup.sources; combiner++) {
        while (!toCombiners.get(sender).get(combiner).waiting.isEmpty()) {
          deliverToCombiner(sender, combiner);
        }
      }
    }
    List<OperatorSubtaskState> ofCombiners = snapshots(combiners, id);
    return new Checkpoint(
        setup, joined(ofBatchers), joined(ofShards), joined(ofCombiners), positions.clone());
  }

  private static List<OperatorSubtaskState> snapshots(
      Collection<? extends AbstractStreamOperatorTestHarness<?>> harnesses, long id)
      throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (var harness : harnesses) {
      states.add(harness.snapshot(id, id));
    }
    return states;
  }

  private static OperatorSubtaskState joined(List<OperatorSubtaskState> states) throws Exception {
    return AbstractStreamOperatorTestHarness.repackageState(
        states.toArray(OperatorSubtaskState[]::new));
  }

  /**
   * Moves whatever can be moved until nothing is left, and ends the input. The harness's clock
   * stands still, so a generation that is taken from it may be below that of a failed incarnation:
   * time passes once, for the shards to notice.
   */
  void runToEnd(Random random) throws Exception {
    moveAll(random);
    for (int shard = 0; shard < setup.shards; shard++) {
      shards.get(shard).advanceTime(10_000);
      collectShard(shard);
    }
    moveAll(random);
    for (var shard : shards) {
      shard.endInput();
    }
    for (int combiner = 0; combiner < setup.sources; combiner++) {
      combiners.get(combiner).endInput();
      collectCombiner(combiner);
    }
  }

  private void moveAll(Random random) throws Exception {
    boolean more = true;
    while (more) {
      more = step(random);
    }
  }

  /** Returns all reports, in order. */
  List<ReplicaReport> reports() {
    return reports;
  }

  /** Ends the incarnation as a failure does: what is in flight is lost. */
  @Override
  public void close() throws Exception {
    for (var batcher : batchers) {
      batcher.close();
    }
    for (var shard : shards) {
      shard.close();
    }
    for (var combiner : combiners) {
      combiner.close();
    }
  }
}
