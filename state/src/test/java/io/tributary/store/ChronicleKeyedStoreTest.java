package io.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.FeatureKeys;
import io.tributary.example.SchemaFingerprint;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableKind.Exact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChronicleKeyedStoreTest {
  private static final SchemaFingerprint FEATURES = SchemaFingerprint.ofText("keys 64");
  private static final long[] NONE = {};

  /** The first bit decides on the block. */
  private static final long LOW = 3;

  private static final long MIDDLE = 1L << 60;
  private static final long HIGH = -5;

  @TempDir private Path directory;

  private static ModelSpec spec(int maxFeatures, int outputs) {
    return new ModelSpec(
        "m",
        new BlockLayout(FeatureKeys.BITS, 2),
        Link.LOGISTIC,
        new OptimizerSpec.Sgd(.1),
        new Form.Linear(outputs),
        new Exact(1, 0, maxFeatures));
  }

  private static BlockHeader header(int block, long version) {
    return new BlockHeader(block, 7, version, 1000 + version, 10 * version, 5);
  }

  private static KeyedWeights put(boolean whole, long[] keys, long[] removed, float... weights) {
    return new KeyedWeights(whole, keys, removed, weights);
  }

  private static float[] read(ModelStore store, long... keys) {
    float[] out = new float[keys.length * store.rowWeights()];
    store.weights(keys, keys.length, out);
    return out;
  }

  @Test
  void featuresAreFoundByKeyAlsoByOthersAndLater() {
    Path file = directory.resolve("m.store");
    try (ModelStore store = ModelStores.create(file, spec(100, 1), FEATURES)) {
      assertThat(store.isExact()).isTrue();
      assertThat(store.header(0)).isEmpty();
      assertThat(read(store, LOW, HIGH)).containsExactly(0, 0);
      store.write(header(0, 3), put(true, new long[] {LOW, MIDDLE}, NONE, 1, 2));
      store.write(header(1, 4), put(true, new long[] {HIGH}, NONE, 3));
      try (ModelStore reader = ModelStores.openReadOnly(file)) {
        assertThat(read(reader, HIGH, LOW, 99, MIDDLE)).containsExactly(3, 1, 0, 2);
        assertThat(reader.header(1)).contains(header(1, 4));
        assertThat(reader.checksum()).isEqualTo(store.checksum());
        store.write(header(0, 5), put(false, new long[] {LOW}, new long[] {MIDDLE}, 8));
        assertThat(read(reader, LOW, MIDDLE)).containsExactly(8, 0);
        ReadStamp stamp = reader.weights(new long[] {LOW, HIGH}, 2, new float[2]);
        assertThat(stamp).isEqualTo(new ReadStamp(4, 1005));
      }
    }
    try (ModelStore again = ModelStores.create(file, spec(100, 1), FEATURES)) {
      assertThat(read(again, LOW, MIDDLE, HIGH)).containsExactly(8, 0, 3);
      assertThat(again.version()).isEqualTo(4);
      assertThat(again.examples()).isEqualTo(40);
    }
  }

  @Test
  void aWholeBlockLeavesNothingElseInIt() {
    try (ModelStore store =
        ModelStores.create(directory.resolve("m.store"), spec(100, 2), FEATURES)) {
      store.write(header(0, 1), put(true, new long[] {LOW, MIDDLE}, NONE, 1, 2, 3, 4));
      store.write(header(1, 1), put(true, new long[] {HIGH}, NONE, 5, 6));
      store.write(header(0, 2), put(true, new long[] {MIDDLE}, NONE, 7, 8));
      assertThat(read(store, LOW, MIDDLE, HIGH)).containsExactly(0, 0, 7, 8, 5, 6);
      assertThat(((ChronicleKeyedStore) store).size()).isEqualTo(2);
    }
  }

  @Test
  void thereIsRoomForAllFeaturesHoweverManyComeAndGo() {
    int most = 2_000;
    Random random = new Random(1);
    try (ModelStore store =
        ModelStores.create(directory.resolve("m.store"), spec(most, 1), FEATURES)) {
      long[] keys = random.longs(most).map(key -> key >>> 1).sorted().toArray();
      float[] weights = new float[most];
      for (int turn = 1; turn < 10; turn++) {
        store.write(header(0, turn), put(false, keys, NONE, weights));
        assertThat(((ChronicleKeyedStore) store).size()).isEqualTo(most);
        long[] next = random.longs(most).map(key -> key >>> 1).sorted().toArray();
        store.write(header(0, turn), put(false, NONE, keys));
        keys = next;
      }
      assertThat(((ChronicleKeyedStore) store).size()).isZero();
    }
  }

  @Test
  void readersSeeWholeRowsWhileTheyAreWritten() throws Exception {
    Path file = directory.resolve("m.store");
    AtomicBoolean done = new AtomicBoolean();
    try (ModelStore store = ModelStores.create(file, spec(100, 2), FEATURES)) {
      store.write(header(0, 0), put(true, new long[] {LOW}, NONE, 0, 0));
      Thread writer =
          new Thread(
              () -> {
                for (int i = 1; i < 20_000; i++) {
                  store.write(header(0, i), put(false, new long[] {LOW}, NONE, i, i));
                }
                done.set(true);
              });
      writer.start();
      try (ModelStore reader = ModelStores.openReadOnly(file)) {
        float[] row = new float[2];
        while (!done.get()) {
          ReadStamp stamp = reader.weights(new long[] {LOW}, 1, row);
          assertThat(row[0]).isEqualTo(row[1]).isGreaterThanOrEqualTo((float) stamp.version());
        }
      }
      writer.join();
    }
  }

  @Test
  void otherModelsAndOtherFilesAreRefused() throws IOException {
    Path file = directory.resolve("m.store");
    ModelStores.create(file, spec(100, 1), FEATURES).close();
    assertThatThrownBy(() -> ModelStores.create(file, spec(200, 1), FEATURES))
        .isInstanceOf(WrongStoreException.class)
        .hasMessageContaining("belongs to another model")
        .hasMessageContaining("maxFeatures=100");
    assertThatThrownBy(() -> ModelStores.create(file, spec(100, 1), SchemaFingerprint.NONE))
        .isInstanceOf(WrongStoreException.class)
        .hasMessageContaining("belongs to other features");
    Path hashed = directory.resolve("hashed.store");
    ModelSpec other =
        new ModelSpec("m", new BlockLayout(8, 2), Link.LOGISTIC, new OptimizerSpec.Sgd(.1));
    ModelStores.create(hashed, other, FEATURES).close();
    assertThatThrownBy(() -> ModelStores.create(hashed, spec(100, 1), FEATURES))
        .isInstanceOf(WrongStoreException.class);
    ModelStores.replace(hashed, spec(100, 1), FEATURES).close();
    try (ModelStore store = ModelStores.openReadOnly(hashed)) {
      assertThat(store.isExact()).isTrue();
      assertThatThrownBy(() -> store.write(header(0, 1), put(true, NONE, NONE)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("open for reading only");
    }
  }

  @Test
  void aDamagedEndIsFound() throws IOException {
    Path file = directory.resolve("m.store");
    ModelStores.create(file, spec(100, 1), FEATURES).close();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 45] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> ModelStores.openReadOnly(file))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("damaged");
  }
}
