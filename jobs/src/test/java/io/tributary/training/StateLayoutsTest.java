package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.Codec;
import io.tributary.example.RejectReason;
import io.tributary.format.SeenFields;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.snapshot.SnapshotIdentity;
import io.tributary.kafka.snapshot.SnapshotIdentityCodec;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.merge.BlockMasterStateCodec;
import io.tributary.merge.CodecContract;
import io.tributary.merge.LedgerEntryCodec;
import io.tributary.merge.LedgerSummary;
import io.tributary.merge.LedgerSummary.Milestone;
import io.tributary.merge.ReplicaSnapshotCodec;
import io.tributary.merge.Staleness;
import io.tributary.sharded.CombinerMessage;
import io.tributary.training.HarnessLoop.Checkpoint;
import io.tributary.training.HarnessLoop.Setup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The layouts of what checkpoints hold: each has golden bytes, and no other version is read but
 * those it knows.
 */
class StateLayoutsTest {
  private static final Random RANDOM = new Random(1);

  static Stream<Codec<?>> codecsOfState() {
    return Stream.of(
        BlockMasterStateCodec.INSTANCE,
        LedgerEntryCodec.INSTANCE,
        ReplicaSnapshotCodec.INSTANCE,
        ReplicaReportCodec.INSTANCE,
        RejectionCodec.INSTANCE);
  }

  @Test
  void rejections() throws IOException {
    CodecContract.check(
        RejectionCodec.INSTANCE,
        "full",
        new Rejection(
            RejectReason.LABEL_MISSING,
            9_323,
            new RejectedSample("line=2", "label is missing: field=y", "{\"x\":1}")));
    CodecContract.check(
        RejectionCodec.INSTANCE, "count", new Rejection(RejectReason.EMPTY, 1, null));
  }

  @Test
  void notesOfTheInput() throws IOException {
    CodecContract.check(
        InputNoteCodec.INSTANCE,
        "rejected",
        new InputNote.Rejected(new Rejection(RejectReason.EMPTY, 1, null)));
    CodecContract.check(InputNoteCodec.INSTANCE, "touched", new InputNote.Touched(8.75, 100_000));
    CodecContract.check(
        InputNoteCodec.INSTANCE, "batched", new InputNote.Batched(3, 300, 70_000, -1));
    CodecContract.check(
        InputNoteCodec.INSTANCE,
        "looked",
        new InputNote.Looked(
            new SeenFields(512, List.of("a", "b"), List.of("c"), List.of("d", "e"))));
  }

  @ParameterizedTest
  @MethodSource("codecsOfState")
  void eachHasGoldenBytes(Codec<?> codec) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(file -> file.startsWith(codec.name() + "-v" + codec.version() + "-"));
    }
  }

  @Test
  void replicaReports() throws IOException {
    ProgressiveMetrics none = new ProgressiveMetrics();
    LedgerSummary ledger =
        new LedgerSummary(
            70_000, 64, 300, List.of(new Milestone(69_632, -1), new Milestone(70_000, 5)));
    CodecContract.check(
        ReplicaReportCodec.INSTANCE,
        "full",
        new ReplicaReport(3, 300, none, none.copy(), 2, 70_000, 250, 5, 4, ledger, true));
    CodecContract.check(
        ReplicaReportCodec.INSTANCE,
        "new",
        new ReplicaReport(0, 1, none, none.copy(), 0, 0, -1, 0, 0, LedgerSummary.NONE, false));
  }

  @Test
  void pagesOfRows() throws IOException {
    CodecContract.check(RowPageCodec.INSTANCE, "two", new RowPage(new float[] {1, -.5f, 0, 1e9f}));
  }

  @Test
  void messagesToCombiners() throws IOException {
    CodecContract.check(
        ToCombinerCodec.INSTANCE,
        "joined",
        new ToCombiner(130, new CombinerMessage.Joined(3, 1, 2, -7, 1, 0, 1L << 40)));
  }

  @Test
  void snapshotIdentities() throws IOException {
    CodecContract.check(
        SnapshotIdentityCodec.INSTANCE,
        "full",
        Snapshots.identity(TestPipelines.reproducible("m", "rows", 1, KafkaSettings.of("h:1"))));
    CodecContract.check(
        SnapshotIdentityCodec.INSTANCE, "unknown", new SnapshotIdentity(new TreeMap<>()));
  }

  @ParameterizedTest
  @MethodSource("codecsOfState")
  void stateOfAnotherVersionStopsTheJobAndSaysWhy(Codec<?> codec) throws Exception {
    Setup setup = HarnessSetups.setup(new Staleness(1), 1, 1, true);
    Checkpoint checkpoint = checkpoint(setup);
    Checkpoint older =
        new Checkpoint(
            patched(checkpoint.replicas(), codec),
            patched(checkpoint.masters(), codec),
            setup,
            checkpoint.inputPositions(),
            checkpoint.topicPosition(),
            checkpoint.undelivered());
    assertThatThrownBy(() -> restore(older, codec))
        .hasStackTraceContaining(
            "state was written in another version of its layout: codec="
                + codec.name()
                + " written="
                + (codec.version() + 7)
                + " readable="
                + (codec.oldestReadable() < codec.version() ? codec.oldestReadable() + ".." : "")
                + codec.version());
  }

  private static void restore(Checkpoint checkpoint, Codec<?> codec) throws Exception {
    if (codec == ReplicaReportCodec.INSTANCE || codec == RejectionCodec.INSTANCE) {
      OperatorSubtaskState state;
      try (var harness = ProgressOperatorTest.open(null)) {
        state = harness.snapshot(1, 1);
      }
      ProgressOperatorTest.open(patched(state, codec)).close();
      return;
    }
    try (HarnessLoop loop =
        new HarnessLoop(
            checkpoint.setup(), HarnessSetups.inputs(1, 40), new ArrayList<>(), checkpoint)) {
      loop.runToEnd(RANDOM);
    }
  }

  private static Checkpoint checkpoint(Setup setup) throws Exception {
    try (HarnessLoop loop =
        new HarnessLoop(setup, HarnessSetups.inputs(1, 40), new ArrayList<>(), null)) {
      for (int i = 0; i < 60; i++) {
        loop.step(RANDOM);
      }
      return loop.checkpoint();
    }
  }

  /** Returns a state as if another version of the codec had written it. */
  private static OperatorSubtaskState patched(OperatorSubtaskState state, Codec<?> codec) {
    List<OperatorStateHandle> operator = new ArrayList<>();
    for (OperatorStateHandle handle : state.getManagedOperatorState()) {
      operator.add(
          new OperatorStreamStateHandle(
              handle.getStateNameToPartitionOffsets(),
              patched(handle.getDelegateStateHandle(), codec)));
    }
    List<KeyedStateHandle> keyed = new ArrayList<>();
    for (KeyedStateHandle handle : state.getManagedKeyedState()) {
      KeyGroupsStateHandle groups = (KeyGroupsStateHandle) handle;
      keyed.add(
          new KeyGroupsStateHandle(
              groups.getGroupRangeOffsets(), patched(groups.getDelegateStateHandle(), codec)));
    }
    return OperatorSubtaskState.builder()
        .setManagedOperatorState(new StateObjectCollection<>(operator))
        .setManagedKeyedState(new StateObjectCollection<>(keyed))
        .build();
  }

  private static StreamStateHandle patched(StreamStateHandle handle, Codec<?> codec) {
    byte[] bytes = ((ByteStreamStateHandle) handle).getData().clone();
    byte[] name = codec.name().getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at + name.length + Integer.BYTES <= bytes.length; at++) {
      if (ByteBuffer.wrap(bytes, at, name.length).equals(ByteBuffer.wrap(name))) {
        ByteBuffer.wrap(bytes).putInt(at + name.length, codec.version() + 7);
      }
    }
    return new ByteStreamStateHandle("patched", bytes);
  }

  @Test
  void updatesOnTheTopicHaveGoldenBytesInTheirOwnModule() {
    assertThat(Path.of("../state/src/test/resources/golden"))
        .isDirectoryContaining(
            file ->
                file.getFileName()
                    .toString()
                    .startsWith(
                        BlockMessageCodec.INSTANCE.name()
                            + "-v"
                            + BlockMessageCodec.INSTANCE.version()));
  }
}
