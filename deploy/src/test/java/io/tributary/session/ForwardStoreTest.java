package io.tributary.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.model.BlockLayout;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.store.BlockHeader;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForwardStoreTest {
  private static final ModelSpec SPEC =
      new ModelSpec(
          "m", new BlockLayout(3, 2), Link.LOGISTIC, new OptimizerSpec.Ftrl(.5, 1, .1, 0));

  @TempDir private Path directory;

  private static void write(ModelStore store, int block, long generation, long examples) {
    float weight = (float) examples;
    store.write(
        new BlockHeader(block, generation, examples / 10, 1, examples, 1),
        new float[] {weight, weight, weight, weight});
  }

  @Test
  void aBlockStaysUntilTheNextOneHasItsExamples() {
    try (ModelStore store =
        new ForwardStore(ChronicleModelStore.create(directory.resolve("m.store"), SPEC))) {
      write(store, 0, 1, 50);
      assertThat(store.examples()).as("block 1 is new").isZero();
      write(store, 1, 1, 50);
      write(store, 0, 2, 30);
      write(store, 0, 2, 40);
      assertThat(store.header(0).orElseThrow().generation()).isEqualTo(1);
      assertThat(store.weight(0)).isEqualTo(50);
      assertThat(store.examples()).isEqualTo(50);
      write(store, 0, 2, 50);
      assertThat(store.header(0).orElseThrow().generation()).isEqualTo(2);
      write(store, 1, 2, 60);
      write(store, 0, 2, 60);
      assertThat(store.examples()).isEqualTo(60);
      assertThat(store.version()).isEqualTo(6);
    }
  }
}
