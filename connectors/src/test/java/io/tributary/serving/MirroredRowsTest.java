package io.tributary.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.UnusableUpdateException;
import io.tributary.example.Example;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Form.Factors;
import io.tributary.model.Link;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mirror of a factorization machine: of lanes w, n, v1, v2, m it serves w, v1 and v2. */
class MirroredRowsTest {
  private static final ModelSpec SPEC =
      new ModelSpec(
          "m",
          new BlockLayout(2, 2),
          Link.LOGISTIC,
          new OptimizerSpec.Ftrl(.5, 1, .1, 0),
          new Factors(1, 2, new OptimizerSpec.AdaGrad(.2, 1), 0, .1, 0, List.of(), -1));
  private static final float BIG = 1e30f;

  @TempDir Path directory;

  private final InstantSource clock = () -> Instant.ofEpochMilli(5000);
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
  void servesTheWeightsOfRows() throws Exception {
    model.apply(opening(1, 3, row(0, 1, BIG, 2, 3, 4)));
    assertThat(weights(1)).containsExactly(1, 2, 3, 0, 0, 0);
    model.apply(update(1, 4, row(1, -1, BIG, -2, -3, 4)));
    assertThat(weights(1)).containsExactly(1, 2, 3, -1, -2, -3);
    // L1 holds the weight below its threshold, and the factors are not its business.
    model.apply(update(1, 5, row(0, .04f, 0, 7, 8, 9)));
    assertThat(weights(1)).containsExactly(0, 7, 8, -1, -2, -3);
    assertThat(store.header(0)).isEmpty();
  }

  @Test
  void anotherProcessGoesOnWithWhatTheStoreHolds() throws Exception {
    model.apply(opening(0, 3, row(0, 1, BIG, 2, 3, 4)));
    assertThat(weights(0)).containsExactly(1, 2, 3, 0, 0, 0);
    model = new MirroredModel(SPEC, store, clock);
    model.apply(update(0, 4, row(1, 5, BIG, 6, 7, 8)));
    assertThat(weights(0)).containsExactly(1, 2, 3, 5, 6, 7);
  }

  @Test
  void rowsOfAnotherWidthCanNotBeTrue() throws Exception {
    model.apply(opening(0, 3, row(0, 1, BIG, 2, 3, 4)));
    assertThatThrownBy(() -> model.apply(update(0, 4, row(1, 5, BIG))))
        .isInstanceOf(UnusableUpdateException.class);
    assertThat(weights(0)).containsExactly(1, 2, 3, 0, 0, 0);
  }

  private float[] weights(int block) {
    model.flush(Freshness.newHistogram());
    float[] weights = new float[store.blockWeights(block)];
    store.read(block, weights);
    return weights;
  }

  private static SparseValues row(int offset, float... lanes) {
    return new SparseValues(new int[] {offset}, lanes);
  }

  private static MergeProgress progress(long version) {
    return new MergeProgress(version * 10, version * 100, 10, Example.NO_TIME);
  }

  private static Opening opening(int block, long version, SparseValues values) {
    return new Opening(
        block,
        5,
        version,
        0,
        1,
        new long[] {1},
        new long[] {-1},
        false,
        progress(version),
        values,
        SPEC.sparse().shape(),
        VersionDigests.of(version, 5));
  }

  private static Update update(int block, long version, SparseValues values) {
    return new Update(block, 5, version, -1, 1, false, progress(version), values);
  }
}
