package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.example.Example;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.merge.LedgerEntry;
import io.tributary.merge.MasterConfig;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessageCodec;
import io.tributary.model.BlockMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a training job in Flink's operator harnesses, wired by hand: examples to
 * replicas, deltas to masters, updates to a topic that outlives the incarnation, and from there to
 * the replicas. Nothing moves by itself: each {@link #step} moves one thing, drawn at random, and
 * whatever has not been moved is in flight.
 */
final class HarnessLoop implements AutoCloseable {
  static final int MAX_PARALLELISM = 128;

  /**
   * How to set up an incarnation.
   *
   * @param masters number of tasks of block masters
   */
  record Setup(ReplicaSettings replica, MasterConfig master, int replicas, int masters) {}

  /**
   * A completed checkpoint: the operators' state, and the positions of the sources.
   *
   * @param undelivered messages that were on the topic and had not reached the replicas
   */
  record Checkpoint(
      OperatorSubtaskState replicas,
      OperatorSubtaskState masters,
      Setup setup,
      int[] inputPositions,
      int topicPosition,
      int undelivered) {}

  private interface Action {
    void run() throws Exception;
  }

  private final Setup setup;
  private final List<List<Example>> inputs;
  private final List<BlockMessage> topic;
  private final List<ReplicaHarness> replicas = new ArrayList<>();
  private final List<KeyedOneInputStreamOperatorTestHarness<Integer, ReplicaMessage, BlockMessage>>
      masters = new ArrayList<>();
  private final List<List<Deque<ReplicaMessage>>> deltas = new ArrayList<>();
  private final int[] inputPositions;
  private final int[] topicPositions;
  private final boolean[] started;
  private final boolean[] inputEnded;
  private long checkpointId;

  /**
   * Starts an incarnation.
   *
   * @param inputs the examples of each partition; replicas share them out evenly
   * @param topic the updates topic, with what earlier incarnations wrote
   * @param from where to go on, or null to begin
   */
  HarnessLoop(
      Setup setup, List<List<Example>> inputs, List<BlockMessage> topic, @Nullable Checkpoint from)
      throws Exception {
    this.setup = setup;
    this.inputs = inputs;
    this.topic = topic;
    int count = setup.replicas();
    inputPositions = from == null ? new int[inputs.size()] : from.inputPositions().clone();
    topicPositions = new int[count];
    Arrays.fill(topicPositions, from == null ? topic.size() : from.topicPosition());
    started = new boolean[count];
    inputEnded = new boolean[count];
    for (int i = 0; i < setup.masters(); i++) {
      masters.add(OpenHarnesses.master(setup, i, from));
    }
    for (int i = 0; i < count; i++) {
      replicas.add(OpenHarnesses.replica(setup, i, from));
      List<Deque<ReplicaMessage>> channels = new ArrayList<>();
      masters.forEach(master -> channels.add(new ArrayDeque<>()));
      deltas.add(channels);
    }
  }

  /** Moves one thing; false when nothing is left to move. */
  boolean step(Random random) throws Exception {
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      addActions(i, actions);
    }
    if (actions.isEmpty()) {
      return false;
    }
    actions.get(random.nextInt(actions.size())).run();
    return true;
  }

  private void addActions(int replica, List<Action> actions) {
    if (!started[replica]) {
      actions.add(() -> start(replica));
    }
    // A closed gate also keeps a source from saying that it has ended.
    if (gate(replica).isOpen()) {
      if (nextPartition(replica) >= 0) {
        actions.add(() -> feed(replica));
      } else if (!inputEnded[replica]) {
        actions.add(() -> endInput(replica));
      }
    }
    if (topicPositions[replica] < topic.size()) {
      actions.add(() -> deliverUpdate(replica));
    }
    for (int master = 0; master < masters.size(); master++) {
      int target = master;
      if (!deltas.get(replica).get(target).isEmpty()) {
        actions.add(() -> deliverDelta(replica, target));
      }
    }
  }

  /**
   * Moves whatever can be moved until nothing is left, and ends the updates. The harness's clock
   * stands still, so a generation that is taken from it may be below that of a failed incarnation:
   * time passes once, for the replicas to notice.
   */
  void runToEnd(Random random) throws Exception {
    moveAll(random);
    for (int i = 0; i < replicas.size(); i++) {
      replicas.get(i).flink().advanceTime(10_000);
      collect(i);
    }
    moveAll(random);
    for (int i = 0; i < replicas.size(); i++) {
      if (end(i).isOpen()) {
        replicas.get(i).endUpdates();
        collect(i);
      }
    }
  }

  private void moveAll(Random random) throws Exception {
    boolean more = true;
    while (more) {
      more = step(random);
    }
  }

  /** Lets a replica's first timer fire. */
  void start(int replica) throws Exception {
    started[replica] = true;
    replicas.get(replica).flink().advanceTime(1);
    collect(replica);
  }

  /** Gives a replica its next example. */
  void feed(int replica) throws Exception {
    int partition = nextPartition(replica);
    Example example = inputs.get(partition).get(inputPositions[partition]++);
    replicas.get(replica).give(new InputRecord.Decoded(example));
    collect(replica);
  }

  /** Returns the partition of a replica that has got least far, or -1 when all are at their end. */
  private int nextPartition(int replica) {
    int next = -1;
    for (int i = replica; i < inputPositions.length; i += replicas.size()) {
      boolean more = inputPositions[i] < inputs.get(i).size();
      if (more && (next < 0 || inputPositions[i] < inputPositions[next])) {
        next = i;
      }
    }
    return next;
  }

  /** Tells a replica that it has had all its examples. */
  void endInput(int replica) throws Exception {
    inputEnded[replica] = true;
    replicas.get(replica).endExamples();
    collect(replica);
  }

  private void deliverUpdate(int replica) throws Exception {
    BlockMessage message = topic.get(topicPositions[replica]++);
    replicas.get(replica).update(message);
    collect(replica);
  }

  private void deliverDelta(int replica, int master) throws Exception {
    ReplicaMessage message = deltas.get(replica).get(master).removeFirst();
    var harness = masters.get(master);
    harness.processElement(new StreamRecord<>(message));
    for (BlockMessage update : drain(harness)) {
      topic.add(throughBytes(BlockMessageCodec.INSTANCE, update));
    }
  }

  /** Moves all deltas and updates, but no examples. */
  void settle() throws Exception {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int replica = 0; replica < replicas.size(); replica++) {
        moved |= deliverDeltas(replica);
        while (topicPositions[replica] < topic.size()) {
          deliverUpdate(replica);
          moved = true;
        }
      }
    }
  }

  private boolean deliverDeltas(int replica) throws Exception {
    boolean moved = false;
    for (int master = 0; master < masters.size(); master++) {
      while (!deltas.get(replica).get(master).isEmpty()) {
        deliverDelta(replica, master);
        moved = true;
      }
    }
    return moved;
  }

  private void collect(int replica) {
    for (ReplicaMessage message : drain(replicas.get(replica).flink())) {
      int master =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              message.block(), MAX_PARALLELISM, masters.size());
      deltas.get(replica).get(master).addLast(throughBytes(ReplicaMessageCodec.INSTANCE, message));
    }
  }

  private static <T> List<T> drain(AbstractStreamOperatorTestHarness<T> harness) {
    List<T> values = harness.extractOutputValues();
    harness.getOutput().clear();
    return values;
  }

  private static <T> T throughBytes(Codec<T> codec, T value) {
    return codec.decode(new ByteReader(encode(codec, value)));
  }

  /**
   * Takes a checkpoint as Flink's aligned barriers do: what was sent before the barrier arrives
   * before it, and what the masters then write to the topic is there but not delivered. Replicas
   * that read the topic themselves have each got as far as they have, and a restored one begins
   * with messages that it has had before.
   */
  Checkpoint checkpoint() throws Exception {
    checkpointId++;
    boolean aligned = !setup.replica().gated();
    int position = Arrays.stream(topicPositions).max().orElseThrow();
    int delivered = Arrays.stream(topicPositions).min().orElseThrow();
    List<OperatorSubtaskState> replicaStates = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      while (aligned && topicPositions[i] < position) {
        deliverUpdate(i);
      }
      replicaStates.add(replicas.get(i).flink().snapshot(checkpointId, checkpointId));
    }
    List<List<LedgerEntry>> ledgers = new ArrayList<>();
    for (OperatorSubtaskState state : replicaStates) {
      ledgers.addAll(Ledgers.of(state));
    }
    assertThat(ledgers).hasSize(replicas.size());
    Ledgers.assertThatTheyAgree(ledgers);
    for (int i = 0; i < replicas.size(); i++) {
      deliverDeltas(i);
    }
    List<OperatorSubtaskState> masterStates = new ArrayList<>();
    for (var master : masters) {
      masterStates.add(master.snapshot(checkpointId, checkpointId));
    }
    return new Checkpoint(
        AbstractStreamOperatorTestHarness.repackageState(
            replicaStates.toArray(OperatorSubtaskState[]::new)),
        AbstractStreamOperatorTestHarness.repackageState(
            masterStates.toArray(OperatorSubtaskState[]::new)),
        setup,
        inputPositions.clone(),
        aligned ? position : 0,
        topic.size() - (aligned ? position : delivered));
  }

  /**
   * Returns true when some replica has learned a part of a round; only when gated, never rescaled,
   * and with a partition for each replica.
   */
  boolean isWithinRound() {
    for (int i = 0; i < replicas.size(); i++) {
      int learned = inputPositions[i] % setup.replica().protocol().roundSize().most();
      if (learned > 0 && gate(i).isOpen() && !inputEnded[i]) {
        return true;
      }
    }
    return false;
  }

  /** Returns true when each source could say that it has ended. */
  boolean isInputEnded() {
    return IntStream.range(0, inputEnded.length).allMatch(i -> inputEnded[i]);
  }

  /** Returns the gate that opens when all is merged that a replica needs to know of. */
  LoopControl.Gate end(int replica) {
    LoopControl control = control();
    return setup.replica().gated() ? control.replicaEnd(replica) : control.updatesEnd();
  }

  private LoopControl control() {
    // The replicas have it for as long as they run.
    try (LoopControl.Use use = LoopControl.use(setup.replica().job())) {
      return use.control();
    }
  }

  LoopControl.Gate gate(int replica) {
    return control().gate(replica);
  }

  /** Returns what a replica has sent that has not arrived. */
  List<ReplicaMessage> inFlight(int replica) {
    return deltas.get(replica).stream().flatMap(Deque::stream).toList();
  }

  /** Returns the last report of each replica that has made one. */
  List<ReplicaReport> reports() {
    List<ReplicaReport> last = new ArrayList<>();
    for (var replica : replicas) {
      Queue<StreamRecord<ReplicaReport>> reports =
          replica.flink().getSideOutput(ReplicaTask.REPORTS);
      if (reports != null && !reports.isEmpty()) {
        last.add(List.copyOf(reports).get(reports.size() - 1).getValue());
      }
    }
    return last;
  }

  ReplicaHarness replica(int index) {
    return replicas.get(index);
  }

  /** Ends the incarnation as a failure does: what is in flight is lost. */
  @Override
  public void close() throws Exception {
    for (var replica : replicas) {
      replica.flink().close();
    }
    for (var master : masters) {
      master.close();
    }
  }

  private static <T> byte[] encode(Codec<T> codec, T value) {
    ByteWriter out = new ByteWriter();
    codec.encode(value, out);
    return out.toByteArray();
  }
}
