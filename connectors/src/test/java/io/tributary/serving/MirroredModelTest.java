package io.tributary.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.UnusableUpdateException;
import io.tributary.example.Example;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Link;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import io.tributary.store.BlockHeader;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirroredModelTest {
  private static final ModelSpec SPEC =
      new ModelSpec(
          "m", new BlockLayout(3, 2), Link.LOGISTIC, new OptimizerSpec.Ftrl(.5, 1, .1, 0));
  private static final ModelShape SHAPE = ModelShape.of(SPEC.layout(), SPEC.optimizer().lanes());
  private static final float BIG_MASS = 1e30f;

  @TempDir Path directory;

  private final AtomicLong now = new AtomicLong(5000);
  private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
  private final Histogram ages = Freshness.newHistogram();
  private ModelStore store;
  private MirroredModel model;

  @BeforeEach
  void open() {
    store = ChronicleModelStore.create(directory.resolve("m.store"), SPEC);
    model = new MirroredModel(SPEC, store, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void servesTheOptimizersWeightsOfOpeningAndUpdates() throws Exception {
    apply(opening(0, 5, 3, 0, 1, values(1, 2f, 2, 3f)));
    assertThat(weights(0)).containsExactly(0, 2, 3, 0);
    apply(update(0, 5, 4, values(2, -1f, 3, 7f)));
    assertThat(weights(0)).containsExactly(0, 2, -1, 7);
    assertThat(store.header(0)).contains(new BlockHeader(0, 5, 4, 400, 40, 5000));
    assertThat(store.header(1)).isEmpty();
    // A weight that L1 holds below its threshold serves as zero.
    apply(update(0, 5, 5, new SparseValues(new int[] {1}, new float[] {.04f, 0})));
    assertThat(weights(0)).containsExactly(0, 0, -1, 7);
    assertThat(status().applied()).isEqualTo(3);
  }

  @Test
  void ignoresRepeatedAndFencedMessages() throws Exception {
    apply(opening(0, 5, 3, 0, 1, values(1, 2f)));
    apply(update(0, 5, 4, values(1, 3f)));
    apply(update(0, 5, 4, values(1, 3f)));
    apply(update(0, 5, 2, values(1, 9f)));
    apply(opening(0, 5, 3, 0, 1, values(1, 9f)));
    apply(update(0, 4, 5, values(1, 9f)));
    apply(opening(0, 4, 9, 0, 1, values(1, 9f)));
    apply(new RoundDue(0, 9, 1));
    assertThat(weights(0)).containsExactly(0, 3, 0, 0);
    assertThat(status().ignored()).isEqualTo(5);
    assertThat(status().gaps()).isZero();
  }

  @Test
  void aHigherGenerationReplacesAllOnlyWhenAllPartsAreIn() throws Exception {
    apply(opening(0, 5, 3, 0, 1, values(0, 1f, 1, 2f)));
    apply(opening(0, 6, 2, 0, 2, values(1, 5f)));
    assertThat(weights(0)).containsExactly(1, 2, 0, 0);
    // The opening of 6 fences 5 off from its first part on.
    apply(update(0, 5, 4, values(0, 9f)));
    assertThat(weights(0)).containsExactly(1, 2, 0, 0);
    assertThat(status().awaiting()).isEqualTo(2);
    apply(opening(0, 6, 2, 1, 2, values(3, 6f)));
    assertThat(weights(0)).containsExactly(0, 5, 0, 6);
    assertThat(store.header(0)).contains(new BlockHeader(0, 6, 2, 200, 20, 5000));
    assertThat(status().awaiting()).isEqualTo(1);
    apply(update(0, 6, 3, values(0, 4f)));
    assertThat(weights(0)).containsExactly(4, 5, 0, 6);
  }

  @Test
  void aStillHigherGenerationTakesOverAnUnfinishedOpening() throws Exception {
    apply(opening(0, 6, 2, 0, 2, values(1, 5f)));
    apply(opening(0, 7, 2, 0, 2, values(2, 7f)));
    apply(opening(0, 6, 2, 1, 2, values(3, 6f)));
    apply(opening(0, 7, 2, 0, 2, values(2, 7f)));
    assertThat(weights(0)).containsOnly(0f);
    apply(opening(0, 7, 2, 1, 2, values(3, 8f)));
    assertThat(weights(0)).containsExactly(0, 0, 7, 8);
  }

  @Test
  void aGapStopsTheBlockUntilItIsOpenedAgain() throws Exception {
    apply(opening(0, 5, 3, 0, 1, values(1, 2f)));
    apply(opening(1, 5, 3, 0, 1, values(1, 2f)));
    apply(update(0, 5, 5, values(1, 9f)));
    apply(update(0, 5, 4, values(1, 9f)));
    apply(update(0, 5, 6, values(1, 9f)));
    apply(update(1, 5, 4, values(1, 3f)));
    assertThat(weights(0)).containsExactly(0, 2, 0, 0);
    assertThat(weights(1)).containsExactly(0, 3, 0, 0);
    assertThat(status().gaps()).isEqualTo(1);
    assertThat(status().awaiting()).isEqualTo(1);
    apply(opening(0, 6, 7, 0, 1, values(1, 4f)));
    apply(update(0, 6, 8, values(2, 4f)));
    assertThat(weights(0)).containsExactly(0, 4, 4, 0);
    assertThat(status().awaiting()).isZero();
  }

  @Test
  void anUpdateOfAGenerationWhoseOpeningWasMissedIsAGap() throws Exception {
    apply(opening(0, 5, 3, 0, 1, values(1, 2f)));
    apply(update(0, 6, 4, values(1, 9f)));
    assertThat(weights(0)).containsExactly(0, 2, 0, 0);
    assertThat(status().gaps()).isEqualTo(1);
  }

  @Test
  void anUpdateOfAHigherGenerationDoesNotStopTheBlockForGood() throws Exception {
    apply(opening(0, 5, 3, 0, 1, values(1, 2f)));
    apply(opening(1, 5, 3, 0, 1, values(1, 2f)));
    apply(update(0, 9, 8, values(1, 9f)));
    apply(update(0, 9, 9, values(1, 9f)));
    assertThat(status().awaiting()).as("whose it was is not known").isEqualTo(1);
    assertThat(status().gaps()).isEqualTo(1);
    // Its own generation goes on, so the other was nobody's.
    apply(update(0, 5, 4, values(2, 7f)));
    assertThat(weights(0)).containsExactly(0, 2, 7, 0);
    assertThat(status().awaiting()).isZero();
    apply(update(0, 9, 10, values(1, 9f)));
    apply(opening(0, 10, 4, 0, 1, values(1, 3f)));
    assertThat(weights(0)).as("masters have outbid it").containsExactly(0, 3, 0, 0);
    assertThat(status().awaiting()).isZero();
  }

  @Test
  void twoUpdatesOfOneVersionStopTheBlockUntilItIsOpenedAgain() throws Exception {
    apply(opening(0, 5, 3, 0, 1, values(1, 2f)));
    apply(opening(1, 5, 3, 0, 1, values(1, 2f)));
    apply(update(0, 5, 4, values(1, 66f)));
    apply(update(0, 5, 4, values(1, 66f)));
    assertThat(status().gaps()).as("repeated").isZero();
    apply(update(0, 5, 4, values(1, 3f)));
    assertThat(status().gaps()).isEqualTo(1);
    assertThat(status().awaiting()).isEqualTo(1);
    apply(opening(0, 6, 4, 0, 1, values(1, 3f)));
    assertThat(weights(0)).containsExactly(0, 3, 0, 0);
    assertThat(status().awaiting()).isZero();
  }

  @Test
  void aStoreOfAGenerationThatNobodyCanHaveIsNotFollowed() throws Exception {
    store.write(new BlockHeader(0, Long.MAX_VALUE - 7, 50, 1, 500, 1), new float[4]);
    model = new MirroredModel(SPEC, store, clock);
    apply(opening(0, 5, 3, 0, 1, values(1, 2f)));
    assertThat(weights(0)).containsExactly(0, 2, 0, 0);
    assertThat(store.header(0)).contains(new BlockHeader(0, 5, 3, 300, 30, 5000));
  }

  @Test
  void anUnopenedBlockTakesNoUpdates() throws Exception {
    apply(update(0, 5, 1, values(1, 9f)));
    assertThat(weights(0)).containsOnly(0f);
    assertThat(status().ignored()).isEqualTo(1);
    assertThat(model.isDirty()).isFalse();
  }

  @Test
  void resumesFromTheStoreAndNeverGoesBack() throws Exception {
    apply(opening(0, 5, 3, 0, 1, values(1, 2f)));
    apply(update(0, 5, 4, values(2, 3f)));
    apply(ended(0, 5, 5));
    flush();
    model = new MirroredModel(SPEC, store, clock);
    assertThat(status().version()).isZero();
    apply(opening(0, 4, 9, 0, 1, values(1, 9f)));
    apply(update(0, 5, 4, values(2, 9f)));
    apply(ended(0, 5, 5));
    assertThat(weights(0)).containsExactly(0, 2, 3, 0);
    apply(opening(1, 5, 3, 0, 1, values()));
    assertThat(status().ended()).isFalse();
    apply(ended(1, 5, 4));
    assertThat(status().ended()).isTrue();
    // An update right after what the store holds needs no opening.
    apply(update(0, 5, 6, values(0, 8f)));
    assertThat(weights(0)).containsExactly(8, 2, 3, 0);
    assertThat(status().gaps()).isZero();
    assertThat(status().ended()).isFalse();
  }

  @Test
  void writesADirtyBlockOncePerFlushAndMeasuresFreshness() throws Exception {
    apply(opening(0, 5, 0, 0, 1, values()));
    flush();
    assertThat(Freshness.of(ages)).isEqualTo(new Freshness(0, 0, 0));
    now.set(6000);
    apply(new Update(0, 5, 1, -1, 1, false, new MergeProgress(10, 1, 10, 5990), values()));
    apply(new Update(0, 5, 2, -1, 2, false, new MergeProgress(13, 1, 3, 5900), values()));
    apply(new Update(0, 5, 3, -1, 3, false, new MergeProgress(13, 1, 0, 1), values()));
    apply(
        new Update(0, 5, 4, -1, 4, false, new MergeProgress(15, 1, 2, Example.NO_TIME), values()));
    flush();
    flush();
    assertThat(status().blocksWritten()).isEqualTo(2);
    assertThat(Freshness.of(ages)).isEqualTo(new Freshness(13, 10, 100));
    assertThat(store.examples()).isZero();
    assertThat(store.header(0).orElseThrow().examples()).isEqualTo(15);
  }

  @Test
  void refusesMessagesThatDoNotFitAndStaysAsItWas() throws Exception {
    apply(opening(0, 5, 3, 0, 1, values(1, 2f)));
    for (BlockMessage broken :
        new BlockMessage[] {
          update(2, 5, 4, values()),
          update(0, 5, 4, values(4, 1f)),
          update(0, 5, 4, new SparseValues(new int[] {0}, new float[] {1})),
          opening(0, 6, 3, 1, 1, values()),
          opening(0, 6, 3, 0, 0, values()),
          update(999, 5, 4, values()),
          update(0, Long.MAX_VALUE, 4, values()),
          opening(0, Long.MAX_VALUE, 3, 0, 1, values()),
          new RoundDue(0, Long.MAX_VALUE, 4),
        }) {
      assertThatThrownBy(() -> apply(broken)).isInstanceOf(UnusableUpdateException.class);
    }
    apply(update(0, 5, 4, values(0, 1f)));
    assertThat(weights(0)).containsExactly(1, 2, 0, 0);
  }

  private void apply(BlockMessage message) throws UnusableUpdateException {
    model.apply(message);
  }

  private void flush() {
    model.flush(ages);
  }

  private MirrorStatus status() {
    return model.status(0, 0, null, null);
  }

  private float[] weights(int block) {
    flush();
    float[] weights = new float[4];
    store.read(block, weights);
    return weights;
  }

  private static MergeProgress progress(long version) {
    return new MergeProgress(version * 10, version * 100, 10, Example.NO_TIME);
  }

  private static Opening opening(
      int block, long generation, long version, int part, int parts, SparseValues values) {
    return new Opening(
        block,
        generation,
        version,
        part,
        parts,
        new long[] {1},
        new long[] {-1},
        false,
        progress(version),
        values,
        SHAPE,
        VersionDigests.of(version, 5));
  }

  private static Update update(int block, long generation, long version, SparseValues values) {
    return new Update(block, generation, version, -1, 1, false, progress(version), values);
  }

  private static Update ended(int block, long generation, long version) {
    return new Update(block, generation, version, -1, 1, true, progress(version), values());
  }

  /** Offsets and weights in turn; the mass is so large that L1 takes nothing away. */
  private static SparseValues values(Number... offsetsAndWeights) {
    int size = offsetsAndWeights.length / 2;
    int[] offsets = new int[size];
    float[] lanes = new float[2 * size];
    for (int i = 0; i < size; i++) {
      offsets[i] = offsetsAndWeights[2 * i].intValue();
      lanes[2 * i] = offsetsAndWeights[2 * i + 1].floatValue();
      lanes[2 * i + 1] = BIG_MASS;
    }
    return new SparseValues(offsets, lanes);
  }
}
