package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.codec.ByteReader;
import io.tributary.codec.Codec;
import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.CodecContract;
import io.tributary.model.Link;
import io.tributary.model.VersionDigests;
import io.tributary.sharded.CombinerMessage.Joined;
import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.CombinerMessage.Outranked;
import io.tributary.sharded.CombinerMessage.Partial;
import io.tributary.sharded.LoopMessage.Announced;
import io.tributary.sharded.ShardMessage.Part;
import io.tributary.sharded.ShardMessage.Register;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShardedCodecsTest {
  private static final int[] NO_FIELDS = {};
  private static final float[] ONES = {};
  private static final List<Epoch> FORMER =
      List.of(new Epoch(0, new long[] {7, 0, 300}), new Epoch(1, new long[] {0}));
  private static final Part PART =
      new Part(
          3,
          1,
          2,
          300,
          false,
          4,
          new int[] {1, 6, 700},
          new int[] {0, 3},
          new int[] {2, 2},
          new int[] {13, 13},
          new int[] {0, 2, 1, 0},
          ONES,
          NO_FIELDS);
  private static final Part VALUES =
      new Part(
          0,
          2,
          0,
          0,
          true,
          2,
          new int[] {5},
          new int[] {0, 1},
          new int[] {1, 2},
          new int[] {1, 4},
          new int[] {0, 0, 0},
          new float[] {.5f, 1, -1e-20f},
          new int[] {0, 3, 130});
  private static final Labels LABELS =
      new Labels(1, 2, 301, false, new float[] {1, 0}, new float[] {1, .5f}, 5, 6);
  private static final Partial PARTIAL =
      new Partial(3, 1, 2, 301, new int[] {0, 5}, new float[] {.5f, -1, 2, 1e-20f});
  private static final Errors ERRORS =
      new Errors(
          new Errors.Header(2, 1, 300, Long.MIN_VALUE + 7, true),
          2,
          new float[] {-.5f, .25f},
          new float[] {1, 3e9f},
          979_000_000_000L,
          Example.NO_TIME);

  private static final Part KEYS =
      new Part(
          0,
          2,
          0,
          0,
          true,
          2,
          NO_FIELDS,
          new long[] {Long.MIN_VALUE, 7},
          new int[] {0, 1},
          new int[] {1, 2},
          new int[] {1, 4},
          new int[] {1, 0, 1},
          ONES,
          NO_FIELDS);

  @Test
  void shardMessages() throws IOException {
    check(ShardMessageCodec.INSTANCE, "keys", KEYS);
    check(ShardMessageCodec.INSTANCE, "register", new Register(15, 3, 4, -7, 1L << 40, 2, FORMER));
    check(ShardMessageCodec.INSTANCE, "part", PART);
    check(ShardMessageCodec.INSTANCE, "values", VALUES);
    check(
        ShardMessageCodec.INSTANCE,
        "empty",
        new Part(
            0, 0, 0, 9, true, 0, NO_FIELDS, NO_FIELDS, NO_FIELDS, NO_FIELDS, NO_FIELDS, ONES,
            NO_FIELDS));
  }

  @Test
  void combinerMessages() throws IOException {
    check(CombinerMessageCodec.INSTANCE, "joined", new Joined(15, 3, 4, -7, 2, -1, 1L << 40));
    check(CombinerMessageCodec.INSTANCE, "outranked", new Outranked(0, 1L << 50));
    check(CombinerMessageCodec.INSTANCE, "labels", LABELS);
    check(
        CombinerMessageCodec.INSTANCE,
        "last",
        new Labels(0, 0, 0, true, ONES, ONES, Example.NO_TIME, Example.NO_TIME));
    check(CombinerMessageCodec.INSTANCE, "partial", PARTIAL);
  }

  @Test
  void loopMessages() throws IOException {
    check(LoopMessageCodec.INSTANCE, "errors", ERRORS);
    check(LoopMessageCodec.INSTANCE, "announced", new Announced(-7, 1L << 50));
  }

  @Test
  void aHeaderIsReadAlone() {
    byte[] bytes = ShardedCheckpoint.encode(LoopMessageCodec.INSTANCE, ERRORS);
    assertThat(LoopMessageCodec.readHeader(new ByteReader(bytes))).isEqualTo(ERRORS.header());
    byte[] other = ShardedCheckpoint.encode(LoopMessageCodec.INSTANCE, new Announced(1, 2));
    assertThat(LoopMessageCodec.readHeader(new ByteReader(other))).isNull();
  }

  @Test
  void batcherSnapshots() throws IOException {
    Example example =
        new Example(1, 2, 3, 1, 1, FeatureVector.of(new int[] {4, 9}, new float[] {1, .5f}));
    check(
        BatcherSnapshotCodec.INSTANCE,
        "full",
        new BatcherSnapshot(
            1, 4, 2, 1L << 40, 300, 298, 9_000, true, false, FORMER, List.of(example)));
  }

  @Test
  void combinerSnapshots() throws IOException {
    WindowedMetrics metrics = new WindowedMetrics(8);
    for (int i = 0; i < 5; i++) {
      metrics.add(i % 2, .5 * i - 1, 1, Link.LOGISTIC);
    }
    CombinerSnapshot.Source source =
        new CombinerSnapshot.Source(
            2,
            1,
            301,
            List.of(
                new CombinerSnapshot.Batch(LABELS, List.of(PARTIAL)),
                new CombinerSnapshot.Batch(null, List.of())),
            List.of(ERRORS));
    CombinerSnapshot snapshot = new CombinerSnapshot(1, 3, metrics, List.of(source));
    CodecContract.check(CombinerSnapshotCodec.INSTANCE, "full", snapshot);
    CombinerSnapshot read = roundTrip(CombinerSnapshotCodec.INSTANCE, snapshot);
    assertThat(read.sources()).usingRecursiveComparison().isEqualTo(snapshot.sources());
    assertThat(read.metrics().total().count()).isEqualTo(5);
  }

  @Test
  void shardStates() throws IOException {
    ShardState state = new ShardState(3);
    state.generation = 1L << 40;
    state.version = 300;
    state.digests = new VersionDigests(300, new long[] {7, -1, 1L << 62});
    state.examples = 9_000;
    state.newestEventTime = 5;
    state.newExamples = 64;
    state.oldestSentTime = 6;
    state.resize(2, ShardState.unknownEnds(2));
    state.round = 300;
    state.turn = 1;
    state.begun = true;
    state.ends[0] = 301;
    state.applied[0] = 301;
    state.applied[1] = 300;
    state.forwarded[0] = 301;
    state.forwarded[1] = 301;
    state.parts.get(1).add(new KeptPart(PART, new float[] {.5f, 2}));
    state.parts.get(1).add(new KeptPart(VALUES, null));
    state.later.add(PART);
    state.times.note(1, 978_000_000_000L);
    state.times.note(1, 979_000_000_000L);
    state.touchedKeys.addAll(new long[] {9, -7});
    state.readTouched = new int[] {0, 9, 400};
    check(ShardStateCodec.INSTANCE, "full", state);
    check(ShardStateCodec.INSTANCE, "new", new ShardState(0));
    assertThat(state.copy()).usingRecursiveComparison().isEqualTo(state);
  }

  private static <T> void check(Codec<T> codec, String name, T value) throws IOException {
    CodecContract.check(codec, name, value);
    assertThat(roundTrip(codec, value)).usingRecursiveComparison().isEqualTo(value);
  }

  private static <T> T roundTrip(Codec<T> codec, T value) {
    return ShardedCheckpoint.decode(codec, ShardedCheckpoint.encode(codec, value));
  }
}
