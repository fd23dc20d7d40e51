package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.training.HarnessLoop.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaOperatorTest {
  private static final int ROUND = HarnessSetups.ROUND;

  private final List<BlockMessage> topic = new ArrayList<>();

  @Test
  void theGateIsClosedWhileTheReplicaWaits() throws Exception {
    try (HarnessLoop loop = loop(new Staleness(0), 2, true)) {
      startAll(loop, 2);
      assertThat(loop.gate(0).isOpen()).isTrue();
      feed(loop, 0, ROUND - 1);
      assertThat(loop.gate(0).isOpen()).isTrue();
      feed(loop, 0, 1);
      assertThat(loop.gate(0).isOpen()).isFalse();
      assertThat(loop.gate(1).isOpen()).as("nobody else's gate").isTrue();

      feed(loop, 1, ROUND);
      loop.settle();
      assertThat(loop.gate(0).isOpen()).isTrue();
      assertThat(loop.gate(1).isOpen()).isTrue();
    }
  }

  @Test
  void aStaleReplicaLearnsAheadBeforeItsGateCloses() throws Exception {
    try (HarnessLoop loop = loop(new Staleness(1), 1, true)) {
      startAll(loop, 1);
      feed(loop, 0, 2 * ROUND - 1);
      assertThat(loop.gate(0).isOpen()).isTrue();
      feed(loop, 0, 1);
      assertThat(loop.gate(0).isOpen()).isFalse();
    }
  }

  @Test
  void anUngatedReplicaHoldsExamplesInstead() throws Exception {
    Setup setup = HarnessSetups.setup(new Staleness(0), 1, 1, false);
    List<List<Example>> inputs = HarnessSetups.inputs(1, 5 * ROUND);
    try (HarnessLoop loop = new HarnessLoop(setup, inputs, topic, null)) {
      startAll(loop, 1);
      feed(loop, 0, 3 * ROUND);
      assertThat(loop.gate(0).isOpen()).isTrue();
      loop.settle();
      loop.runToEnd(new Random(0));
      assertThat(model().examples()).containsOnly(5L * ROUND);
    }
  }

  @Test
  void theEndGateOpensWhenAllIsMerged() throws Exception {
    Setup setup = HarnessSetups.setup(new Staleness(1), 2, 1, true);
    List<List<Example>> inputs = HarnessSetups.inputs(2, 3);
    LoopControl control;
    try (LoopControl.Use use = LoopControl.use(setup.replica().job());
        HarnessLoop loop = new HarnessLoop(setup, inputs, topic, null)) {
      control = use.control();
      startAll(loop, 2);
      feed(loop, 0, inputs.get(0).size());
      loop.endInput(0);
      loop.settle();
      assertThat(control.replicaEnd(0).isOpen()).as("the other replica goes on").isFalse();
      assertThat(loop.reports()).noneMatch(ReplicaReport::ended);
      feed(loop, 1, 1);
      loop.runToEnd(new Random(0));
      assertThat(control.replicaEnd(0).isOpen()).isTrue();
      assertThat(control.replicaEnd(1).isOpen()).isTrue();
      assertThat(control.updatesEnd().isOpen()).as("that of sources of updates alone").isFalse();
      assertThat(loop.reports()).hasSize(2).allMatch(ReplicaReport::ended);
    }
    assertThat(control.replicaEnd(0).isOpen())
        .as("closed again for the next incarnation")
        .isFalse();
  }

  @Test
  void aSourceThatIsRestoredAfterItsEndFindsTheGateOpen() throws Exception {
    Setup setup = HarnessSetups.setup(new Staleness(0), 2, 1, true);
    List<List<Example>> inputs = HarnessSetups.inputs(2, ROUND);
    HarnessLoop.Checkpoint checkpoint;
    try (HarnessLoop loop = new HarnessLoop(setup, inputs, topic, null)) {
      startAll(loop, 2);
      feed(loop, 0, inputs.get(0).size());
      loop.settle();
      loop.endInput(0);
      checkpoint = loop.checkpoint();
    }
    try (HarnessLoop loop = new HarnessLoop(setup, inputs, topic, checkpoint)) {
      loop.start(0);
      assertThat(loop.gate(0).isOpen()).as("though it will never learn again").isTrue();
    }
  }

  @Test
  void closingLeavesTheGateOpen() throws Exception {
    HarnessLoop loop = loop(new Staleness(0), 1, true);
    LoopControl.Gate gate = loop.gate(0);
    startAll(loop, 1);
    feed(loop, 0, ROUND);
    assertThat(gate.isOpen()).isFalse();
    loop.close();
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void itJoinsBeforeItSendsWhatItLearned() throws Exception {
    try (HarnessLoop loop = loop(new Staleness(1), 1, true)) {
      feed(loop, 0, ROUND);
      List<ReplicaMessage> sent = loop.inFlight(0);
      int blocks = HarnessSetups.LAYOUT.blocks();
      assertThat(sent).hasSize(2 * blocks);
      assertThat(sent.subList(0, blocks)).allMatch(Registered.class::isInstance);
      assertThat(sent.subList(blocks, 2 * blocks)).allMatch(Delta.class::isInstance);
      loop.start(0);
      assertThat(loop.inFlight(0)).as("it joins once").hasSize(2 * blocks);
    }
  }

  @Test
  void whatIsLearnedIsReportedThoughNothingFollows() throws Exception {
    try (HarnessLoop loop = loop(new Staleness(1), 1, true)) {
      startAll(loop, 1);
      feed(loop, 0, ROUND);
      loop.settle();
      feed(loop, 0, ROUND);
      loop.settle();
      // A clock far beyond any interval between two reports.
      loop.replica(0).flink().setProcessingTime(Long.MAX_VALUE / 2);
      List<ReplicaReport> reports = loop.reports();
      assertThat(reports.get(reports.size() - 1).total().count()).isEqualTo(2L * ROUND);
    }
  }

  @Test
  void aSnapshotIsWrittenAsItWasWhileTheReplicaLearnsOn() throws Exception {
    Setup setup = HarnessSetups.setup(new Staleness(1), 1, 1, true);
    List<List<Example>> inputs = HarnessSetups.inputs(1, 2 * ROUND);
    OperatorSubtaskState state;
    try (HarnessLoop loop = new HarnessLoop(setup, inputs, topic, null)) {
      startAll(loop, 1);
      feed(loop, 0, 5);
      OperatorSnapshotFutures pending = beginSnapshot(loop);
      feed(loop, 0, 7);
      state = OperatorSnapshotFinalizer.create(pending).getJobManagerOwnedState();
    }
    HarnessLoop.Checkpoint checkpoint =
        new HarnessLoop.Checkpoint(
            AbstractStreamOperatorTestHarness.repackageState(state),
            AbstractStreamOperatorTestHarness.repackageState(),
            setup,
            new int[] {5},
            topic.size(),
            0);
    try (HarnessLoop loop = new HarnessLoop(setup, inputs, topic, checkpoint)) {
      loop.runToEnd(new Random(0));
      assertThat(loop.reports().get(0).total().count()).isEqualTo(2 * ROUND);
      assertThat(model().examples()).containsOnly(2L * ROUND);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCanNotBeTrueYetIsToldWithItsPlace(boolean gated) throws Exception {
    Setup setup = HarnessSetups.setup(new Staleness(1), 1, 1, gated);
    List<List<Example>> inputs = HarnessSetups.inputs(1, ROUND);
    try (LoopControl.Use use = LoopControl.use(setup.replica().job());
        HarnessLoop loop = new HarnessLoop(setup, inputs, topic, null)) {
      startAll(loop, 1);
      long generation = topic.get(0).generation();
      int offset = topic.size();
      loop.replica(0).update(new RoundDue(0, generation, 1L << 40));
      loop.replica(0).update(new RoundDue(0, generation, 1L << 41));
      assertThat(use.control().skipped().told())
          .containsExactly(
              "topic=test.updates partition=0 offset="
                  + offset
                  + " kind=NOT_YET reason=can't be true yet: replica=0 message=RoundDue[block=0,"
                  + " generation="
                  + generation
                  + ", round=1099511627776]");
      loop.runToEnd(new Random(0));
      assertThat(model().examples()).containsOnly((long) ROUND);
    }
  }

  /** Does what a barrier does in the task's thread; the futures are for another one. */
  private static OperatorSnapshotFutures beginSnapshot(HarnessLoop loop) throws Exception {
    return loop.replica(0)
        .flink()
        .getOperator()
        .snapshotState(
            1,
            1,
            CheckpointOptions.alignedNoTimeout(
                CheckpointType.CHECKPOINT, CheckpointStorageLocationReference.getDefault()),
            new MemCheckpointStreamFactory(1 << 22));
  }

  @Test
  void theFirstReplicaTellsWhatExamplesTouch() throws Exception {
    Setup setup = HarnessSetups.setup(new Staleness(0), 2, 1, true);
    List<List<Example>> inputs = HarnessSetups.inputs(2, 1_500);
    double active =
        inputs.get(0).stream().mapToInt(example -> example.features().size()).average().orElse(0);
    long coordinates =
        inputs.stream()
            .flatMap(List::stream)
            .map(Example::features)
            .flatMapToInt(features -> Arrays.stream(features.indices(), 0, features.size()))
            .distinct()
            .count();
    try (HarnessLoop loop = new HarnessLoop(setup, inputs, topic, null)) {
      startAll(loop, 2);
      loop.runToEnd(new Random(0));
      List<InputNote> notes = notes(loop, 0);
      assertThat(notes).isNotEmpty().allMatch(InputNote.Touched.class::isInstance);
      InputNote.Touched last = (InputNote.Touched) notes.get(notes.size() - 1);
      assertThat(last.active()).isBetween(active * .8, active * 1.2);
      assertThat(last.coordinates()).isBetween(1, (int) coordinates);
      assertThat(notes(loop, 1)).isEmpty();
    }
  }

  private static List<InputNote> notes(HarnessLoop loop, int replica) {
    var output = loop.replica(replica).flink().getSideOutput(ReplicaTask.NOTES);
    return output == null ? List.of() : output.stream().map(note -> note.getValue()).toList();
  }

  private HarnessLoop loop(Staleness staleness, int replicas, boolean gated) throws Exception {
    return new HarnessLoop(
        HarnessSetups.setup(staleness, replicas, 1, gated),
        HarnessSetups.inputs(replicas, 5 * ROUND),
        topic,
        null);
  }

  private PublishedModel model() {
    return PublishedModel.of(HarnessSetups.LAYOUT, HarnessSetups.OPTIMIZER.lanes(), topic);
  }

  private static void startAll(HarnessLoop loop, int replicas) throws Exception {
    for (int i = 0; i < replicas; i++) {
      loop.start(i);
    }
    loop.settle();
  }

  private static void feed(HarnessLoop loop, int replica, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      loop.feed(replica);
    }
  }
}
