package io.tributary.merge;

import static io.tributary.merge.Messages.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.example.Example;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.BlockMasterState.Versioned;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Link;
import io.tributary.model.MergeProgress;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MergeCodecsTest {
  private static final SparseValues CHANGES =
      new SparseValues(new int[] {1, 6}, new float[] {.5f, 1, -.25f, 1e-20f});
  private static final Delta DELTA =
      new Delta(
          1,
          2,
          300,
          298,
          64,
          832,
          false,
          979_000_000_000L,
          980_000_000_000L,
          979_000_000_001L,
          CHANGES,
          Curvature.ofMass(.75f));
  private static final Delta SHORT =
      new Delta(
          0,
          1,
          8,
          8,
          1,
          13,
          false,
          5,
          6,
          Example.NO_TIME,
          CHANGES,
          Curvature.ofEach(new byte[] {0, (byte) 200}));
  private static final Delta LAST =
      new Delta(
          1,
          0,
          7,
          0,
          0,
          0,
          true,
          Example.NO_TIME,
          Example.NO_TIME,
          Delta.NO_BACKLOG,
          SparseValues.EMPTY,
          Curvature.OF_LIKELIHOOD);
  private static final MergeProgress PROGRESS = new MergeProgress(900, 5, 64, 6, 4);
  private static final Update UPDATE = new Update(1, 9, 300, -1, 299, false, PROGRESS, CHANGES);
  private static final float[] LANES = {0, 0, 1, 2, 0, -3, 0, 0, 0, 0, .5f, 0, 0, 0, 0, 0};

  private static final Codec<float[]> LANES_CODEC =
      new Codec<>() {
        @Override
        public String name() {
          return "lanes";
        }

        @Override
        public int version() {
          return 1;
        }

        @Override
        public void encode(float[] value, ByteWriter out) {
          LanesLayout.write(value, out);
        }

        @Override
        public float[] decode(ByteReader in) {
          return LanesLayout.read(in);
        }
      };

  @Test
  void replicaMessages() throws IOException {
    check("registered", new Registered(15, 3, 4, Long.MIN_VALUE + 7, 1_700_000_000_000L));
    check("rescaled", new Registered(1, 3, 4, 7, 1_700_000_000_000L, true, List.of(DELTA, LAST)));
    check("delta", DELTA);
    check("last", LAST);
    check("short", SHORT);
  }

  private static void check(String name, ReplicaMessage value) throws IOException {
    CodecContract.check(ReplicaMessageCodec.INSTANCE, name, value);
    byte[] bytes = CodecContract.encode(ReplicaMessageCodec.INSTANCE, value);
    assertThat(Checkpoint.decode(ReplicaMessageCodec.INSTANCE, bytes)).isEqualTo(value);
  }

  @Test
  void replicaMessagesOfAnotherKindAreRefused() {
    assertThatThrownBy(
            () -> ReplicaMessageCodec.INSTANCE.decode(new ByteReader(new byte[] {6, 0, 0})))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("unknown replica message kind: kind=6 allowed=1..5");
  }

  @Test
  void replicaSnapshots() throws IOException {
    WindowedMetrics metrics = new WindowedMetrics(8);
    for (int i = 0; i < 5; i++) {
      metrics.add(i % 2, .5 * i - 1, 1, Link.LOGISTIC);
    }
    ViewSnapshot view =
        new ViewSnapshot(
            298,
            new long[] {298, 299},
            List.of(DELTA, LAST),
            new int[] {9, 4},
            new float[] {1, 2, 3, 4},
            new SparseValues(new int[] {4, 9, 200}, new float[] {1, 2, 3, 4, 5, 6}),
            new RoundCurvature.Sums(true, new float[] {.5f, 3}, 2.5, 4));
    List<Example> held = List.of(example(1, 3, 200), example(0));
    ReplicaStats.Snapshot stats = new ReplicaStats.Snapshot(metrics, 2);
    ReplicaSnapshot snapshot =
        new ReplicaSnapshot(
            1, 4, 9, 301, true, 17, 221, 5, 6, true, false, false, view, held, stats);
    CodecContract.check(ReplicaSnapshotCodec.INSTANCE, "full", snapshot);
    byte[] bytes = CodecContract.encode(ReplicaSnapshotCodec.INSTANCE, snapshot);
    ReplicaSnapshot read = Checkpoint.decode(ReplicaSnapshotCodec.INSTANCE, bytes);
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("stats.metrics", "held")
        .isEqualTo(snapshot);
    assertThat(read.held()).isEqualTo(held);
    assertThat(read.stats().metrics().total().count()).isEqualTo(5);
  }

  @Test
  void blockMasterStates() throws IOException {
    BlockMasterState state = new BlockMasterState(1, LANES.clone());
    state.generation = 9;
    state.version = 300;
    state.progress = PROGRESS;
    state.digests = new VersionDigests(300, new long[] {7, -1, 1L << 62});
    state.begin(3);
    state.pending(2).addLast(DELTA);
    state.mergedRounds[1] = 299;
    state.finished[0] = true;
    state.frontiers[1] = 4;
    state.history.addLast(new MergedRound(UPDATE, UPDATE.values().lanes().clone(), 3));
    state.recent.addLast(new Versioned(300, LAST));
    CodecContract.check(BlockMasterStateCodec.INSTANCE, "full", state);
    byte[] bytes = CodecContract.encode(BlockMasterStateCodec.INSTANCE, state);
    assertThat(Checkpoint.decode(BlockMasterStateCodec.INSTANCE, bytes))
        .usingRecursiveComparison()
        .isEqualTo(state);
    CodecContract.check(BlockMasterStateCodec.INSTANCE, "new", new BlockMasterState(0, 8));
  }

  @Test
  void ledgerEntries() throws IOException {
    LedgerEntry entry = new LedgerEntry(63, 1_700_000_000_000L << 20, 70_000, 508_239, -5);
    CodecContract.check(LedgerEntryCodec.INSTANCE, "full", entry);
    byte[] bytes = CodecContract.encode(LedgerEntryCodec.INSTANCE, entry);
    assertThat(Checkpoint.decode(LedgerEntryCodec.INSTANCE, bytes)).isEqualTo(entry);
  }

  @Test
  void lanes() throws IOException {
    CodecContract.check(LANES_CODEC, "gaps", LANES);
    CodecContract.check(LANES_CODEC, "zeros", new float[1000]);
    CodecContract.check(LANES_CODEC, "none", new float[0]);
    CodecContract.check(LANES_CODEC, "dense", new float[] {1, Float.MIN_VALUE, Float.NaN});
  }

  @Test
  void lanesAreReadBackWhereverTheZerosAre() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      float[] lanes = new float[random.nextInt(2000)];
      double share = i % 2 == 0 ? random.nextDouble() : 1 - random.nextDouble() / 100;
      for (int at = 0; at < lanes.length; at++) {
        lanes[at] = random.nextDouble() < share ? 0 : random.nextFloat();
      }
      byte[] bytes = CodecContract.encode(LANES_CODEC, lanes);
      assertThat(Checkpoint.decode(LANES_CODEC, bytes)).isEqualTo(lanes);
    }
  }

  @Test
  void aNegativeZeroIsAZero() {
    float[] lanes = new float[1000];
    lanes[0] = -0f;
    lanes[40] = -0f;
    lanes[41] = -0f;
    lanes[700] = -0f;
    assertThat(CodecContract.encode(LANES_CODEC, lanes))
        .isEqualTo(CodecContract.encode(LANES_CODEC, new float[1000]));
  }

  @Test
  void aBrokenLengthOfLanesAsksForNoMemory() {
    ByteWriter out = new ByteWriter();
    out.writeVarInt(Integer.MAX_VALUE);
    out.writeVarInt(1 << 29);
    out.writeVarInt(1 << 29);
    ByteReader in = new ByteReader(out.toByteArray());
    assertThatThrownBy(() -> LanesLayout.read(in))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("data ends too early: wanted=2147483647 remaining=0");
  }
}
