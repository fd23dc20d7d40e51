package io.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.Example;
import io.tributary.example.SchemaFingerprint;
import io.tributary.model.BlockLayout;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleModelStoreTest {
  private static final ModelSpec SPEC = spec("ctr", 8, 4, Link.LOGISTIC);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("models/ctr.store");
  }

  @Test
  void absentBlocksReadAsZero() {
    try (ModelStore store = ChronicleModelStore.create(file, SPEC)) {
      float[] weights = filled(64, 9);
      assertThat(store.header(3)).isEmpty();
      assertThat(store.read(3, weights)).isEmpty();
      assertThat(weights).containsOnly(0f);
      assertThat(store.weight(255)).isZero();
      assertThat(store.version()).isZero();
      assertThat(store.examples()).isZero();
      assertThat(store.newestEventTime()).isEqualTo(Example.NO_TIME);
      assertThatThrownBy(() -> store.weight(256))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("coordinate out of range: coordinate=256 bits=8");
    }
  }

  @Test
  void readsBackWhatWasWrittenAlsoAfterReopening() {
    String checksum;
    try (ModelStore store = ChronicleModelStore.create(file, SPEC)) {
      for (int block = 0; block < 4; block++) {
        store.write(header(block, 1, 2), filled(64, 100));
        store.write(header(block, 1, 3 + block), ramp(block));
      }
      checksum = store.checksum();
      assertContent(store);
    }
    try (ModelStore store = ChronicleModelStore.openReadOnly(file)) {
      assertThat(store.model()).isEqualTo("ctr");
      assertThat(store.layout()).isEqualTo(SPEC.layout());
      assertThat(store.link()).isEqualTo(Link.LOGISTIC);
      assertThat(store.checksum()).isEqualTo(checksum);
      assertContent(store);
      assertThatThrownBy(() -> store.write(header(0, 1, 1), ramp(0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("open for reading only");
    }
    try (ModelStore store = ChronicleModelStore.create(file, SPEC)) {
      assertContent(store);
    }
  }

  private static void assertContent(ModelStore store) {
    assertThat(store.version()).isEqualTo(3);
    assertThat(store.examples()).isEqualTo(30);
    assertThat(store.newestEventTime()).isEqualTo(6000);
    float[] weights = new float[64];
    for (int block = 0; block < 4; block++) {
      assertThat(store.header(block)).contains(header(block, 1, 3 + block));
      assertThat(store.read(block, weights)).contains(header(block, 1, 3 + block));
      assertThat(weights).isEqualTo(ramp(block));
    }
    float[] out = new float[5];
    ReadStamp stamp = store.weights(new int[] {65, 255, 66, 65}, 4, out);
    assertThat(out).containsExactly(65, 255, 66, 65, 0);
    assertThat(stamp).isEqualTo(new ReadStamp(4, 6000));
    assertThat(store.weight(130)).isEqualTo(130);
    assertThat(store.weights(new int[0], 0, out)).isEqualTo(new ReadStamp(3, 6000));
  }

  @Test
  void aStampOfAnUnwrittenBlockIsVersionZero() {
    try (ModelStore store = ChronicleModelStore.create(file, SPEC)) {
      store.write(header(0, 1, 7), ramp(0));
      float[] out = new float[2];
      assertThat(store.weights(new int[] {5, 200}, 2, out)).isEqualTo(new ReadStamp(0, 7000));
      assertThat(out).containsExactly(5, 0);
    }
  }

  @Test
  void checksumDependsOnWeightsAndExamplesOnly() {
    try (ModelStore store = ChronicleModelStore.create(file, SPEC)) {
      store.write(new BlockHeader(1, 1, 2, 3, 4, 5), ramp(1));
      String first = store.checksum();
      assertThat(first).matches("[0-9a-f]{64}");
      store.write(new BlockHeader(1, 9, 9, 9, 4, 9), ramp(1));
      assertThat(store.checksum()).isEqualTo(first);
      store.write(new BlockHeader(1, 1, 2, 3, 5, 5), ramp(1));
      assertThat(store.checksum()).isNotEqualTo(first);
      store.write(new BlockHeader(1, 1, 2, 3, 4, 5), ramp(2));
      assertThat(store.checksum()).isNotEqualTo(first);
    }
  }

  @Test
  void refusesAnotherModel() {
    ChronicleModelStore.create(file, SPEC).close();
    for (ModelSpec other :
        new ModelSpec[] {
          spec("fraud", 8, 4, Link.LOGISTIC),
          spec("ctr", 9, 4, Link.LOGISTIC),
          spec("ctr", 8, 8, Link.LOGISTIC),
          spec("ctr", 8, 4, Link.IDENTITY)
        }) {
      assertThatThrownBy(() -> ChronicleModelStore.create(file, other))
          .isInstanceOf(WrongStoreException.class)
          .hasMessageContaining("belongs to another model: file=" + file)
          .hasMessageContaining("model=ctr bits=8 blocks=4 link=LOGISTIC")
          .hasMessageContaining("; choose another export.store, or delete the file");
    }
    ChronicleModelStore.create(file, SPEC).close();
  }

  @Test
  void replacesAnyModelThatNobodyWrites() {
    try (ModelStore old = ChronicleModelStore.create(file, spec("fraud", 9, 8, Link.IDENTITY))) {
      assertThatThrownBy(() -> ChronicleModelStore.replace(file, SPEC, SchemaFingerprint.NONE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has another writer: file=" + file);
      old.write(header(2, 1, 1), ramp(2));
    }
    try (ModelStore fresh = ChronicleModelStore.replace(file, SPEC, SchemaFingerprint.NONE)) {
      assertThat(fresh.model()).isEqualTo("ctr");
      assertThat(fresh.header(2)).isEmpty();
    }
  }

  @Test
  void refusesASecondWriterAndAllowsReaders() {
    try (ModelStore writer = ChronicleModelStore.create(file, SPEC);
        ModelStore reader = ChronicleModelStore.openReadOnly(file)) {
      assertThatThrownBy(() -> ChronicleModelStore.create(file, SPEC))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has another writer: file=" + file)
          .hasMessageContaining("pid=" + ProcessHandle.current().pid());
      writer.write(header(2, 1, 1), ramp(2));
      assertThat(reader.header(2)).contains(header(2, 1, 1));
      assertThat(reader.weight(129)).isEqualTo(129);
    }
  }

  @Test
  void refusesWhatIsNoStore() throws Exception {
    assertThatThrownBy(() -> ChronicleModelStore.openReadOnly(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("file=" + file);
    assertThat(file).doesNotExist();
    for (String content : new String[] {"x", "neither is this, nor would it become one"}) {
      Path text = Files.writeString(directory.resolve("text"), content);
      assertThatThrownBy(() -> ChronicleModelStore.openReadOnly(text))
          .isInstanceOf(WrongStoreException.class)
          .hasMessage("file is no model store: file=" + text);
    }
  }

  @Test
  void aClosedStoreSaysSo() {
    ModelStore store = ChronicleModelStore.create(file, SPEC);
    store.close();
    store.close();
    assertThatThrownBy(() -> store.weight(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void refusesOtherFeatures() {
    SchemaFingerprint features = SchemaFingerprint.ofText("features 1\nnumeric scale 0.1 \"x\"");
    SchemaFingerprint others = SchemaFingerprint.ofText("features 1\nnumeric scale 0.2 \"x\"");
    ChronicleModelStore.create(file, SPEC, features).close();
    try (ModelStore store = ChronicleModelStore.openReadOnly(file)) {
      assertThat(store.features()).isEqualTo(features);
    }
    assertThatThrownBy(() -> ChronicleModelStore.create(file, SPEC, others))
        .isInstanceOf(WrongStoreException.class)
        .hasMessage(
            "model store belongs to other features: file="
                + file
                + " features="
                + features
                + " wanted="
                + others
                + " onlyStored=[numeric scale 0.1 \"x\"] onlyWanted=[numeric scale 0.2 \"x\"]"
                + "; choose another export.store, or delete the file");
    ChronicleModelStore.create(file, SPEC, features).close();
    ChronicleModelStore.replace(file, SPEC, others).close();
  }

  static ModelSpec spec(String name, int bits, int blocks, Link link) {
    return new ModelSpec(name, new BlockLayout(bits, blocks), link, new OptimizerSpec.Sgd(.1));
  }

  static BlockHeader header(int block, long generation, long version) {
    return new BlockHeader(
        block, generation, version, version * 1000, version * 10, 1_700_000_000_000L);
  }

  static float[] ramp(int block) {
    float[] weights = new float[64];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = block * 64 + i;
    }
    return weights;
  }

  static float[] filled(int size, float value) {
    float[] weights = new float[size];
    Arrays.fill(weights, value);
    return weights;
  }
}
