package io.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.CorruptDataException;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.Form.Linear;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.openhft.chronicle.algo.hashing.LongHashFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores of models that are not linear with one output: their rows have several weights. */
class StoredFormsTest {
  private static final BlockLayout LAYOUT = new BlockLayout(4, 2);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("m.store");
  }

  static List<Form> forms() {
    return List.of(
        new Linear(3),
        machine(1, 8, .05, List.of()),
        machine(2, 2, .05, List.of(new FieldPair(0, 1))));
  }

  private static Form machine(int outputs, int rank, double deviation, List<FieldPair> without) {
    return new Factors(outputs, rank, new AdaGrad(.2, 1), 0, deviation, 2, without, 7);
  }

  private static ModelSpec spec(Form form) {
    return new ModelSpec("m", LAYOUT, Link.LOGISTIC, new OptimizerSpec.Sgd(.1), form);
  }

  private static float[] ramp(ModelStore store, int block) {
    float[] weights = new float[store.blockWeights(block)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1000 * block + i;
    }
    return weights;
  }

  private static BlockHeader header(int block, long version) {
    return new BlockHeader(block, 1, version, 5, 6, 7);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void readsBackRowsAlsoAfterReopening(Form form) {
    try (ModelStore store = ChronicleModelStore.create(file, spec(form))) {
      assertThat(store.rowWeights()).isEqualTo(spec(form).sparse().weights());
      assertThat(store.blockWeights(1)).isEqualTo(8 * store.rowWeights());
      store.write(header(0, 3), ramp(store, 0));
      store.write(header(1, 4), ramp(store, 1));
    }
    try (ModelStore store = ChronicleModelStore.openReadOnly(file)) {
      assertThat(store.form().text()).isEqualTo(form.text());
      int width = store.rowWeights();
      float[] out = new float[4 * width];
      assertThat(store.weights(new int[] {9, 2, 9}, 3, out)).isEqualTo(new ReadStamp(3, 5));
      for (int i = 0; i < width; i++) {
        assertThat(out[i]).isEqualTo(1000 + width + i);
        assertThat(out[width + i]).isEqualTo(2 * width + i);
        assertThat(out[2 * width + i]).isEqualTo(out[i]);
        assertThat(out[3 * width + i]).isZero();
      }
      assertThat(store.weight(9)).isEqualTo(1000 + width);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theChecksumCoversEveryWeight(Form form) {
    try (ModelStore store = ChronicleModelStore.create(file, spec(form))) {
      store.write(header(0, 1), ramp(store, 0));
      store.write(header(1, 1), ramp(store, 1));
      String checksum = store.checksum();
      for (int block = 0; block < 2; block++) {
        for (int at : new int[] {0, 1, store.rowWeights(), store.blockWeights(block) - 1}) {
          float[] changed = ramp(store, block);
          changed[at] += .5f;
          store.write(header(block, 2), changed);
          assertThat(store.checksum()).as("weight %d", at).isNotEqualTo(checksum);
          store.write(header(block, 3), ramp(store, block));
          assertThat(store.checksum()).isEqualTo(checksum);
        }
      }
    }
  }

  @Test
  void anotherFormIsRefusedWithBoth() {
    Form stored = machine(1, 8, .05, List.of());
    ChronicleModelStore.create(file, spec(stored)).close();
    for (Form wanted :
        List.of(
            Form.linear(),
            new Linear(9),
            machine(1, 4, .05, List.of()),
            machine(1, 8, .04, List.of()),
            machine(1, 8, .05, List.of(new FieldPair(0, 1))))) {
      assertThatThrownBy(() -> ChronicleModelStore.create(file, spec(wanted)))
          .isInstanceOf(WrongStoreException.class)
          .hasMessageStartingWith("model store belongs to another model: file=" + file)
          .hasMessageContaining("(" + stored.text() + "); wanted: model=m")
          .hasMessageContaining("(" + wanted.text() + "); choose another export.store");
    }
    ChronicleModelStore.create(file, spec(stored)).close();
  }

  /** How factors learn may change; what their weights mean may not. */
  @Test
  void howItLearnsIsNoOtherForm() {
    ChronicleModelStore.create(file, spec(machine(1, 8, .05, List.of()))).close();
    Form faster = new Factors(1, 8, new AdaGrad(.9, .1), .5, .05, 2, List.of(), 7);
    ChronicleModelStore.create(file, spec(faster)).close();
  }

  @Test
  void aFormThatCanNotBeReadIsDamage() throws IOException {
    ChronicleModelStore.create(file, spec(machine(1, 8, .05, List.of()))).close();
    byte[] bytes = Files.readAllBytes(file);
    int rank = text(bytes, "rank=8") + 5;
    bytes[rank] = 'x';
    Files.write(file, bytes);
    assertThatThrownBy(() -> ChronicleModelStore.openReadOnly(file))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("found=checksum of its end does not match");
    Files.write(file, withChecksum(bytes));
    assertThatThrownBy(() -> ChronicleModelStore.openReadOnly(file))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("model store is damaged: file=" + file)
        .hasMessageContaining("found=form of a model is unreadable: form=factors outputs=1 rank=x");
    // Another form whose rows are as wide is not that of the blocks.
    bytes[rank] = '8';
    bytes[text(bytes, "deviation=0.05") + 13] = '6';
    Files.write(file, withChecksum(bytes));
    assertThatThrownBy(() -> ChronicleModelStore.openReadOnly(file))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("block of another model");
  }

  private static int text(byte[] bytes, String wanted) {
    return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(wanted);
  }

  /** Writes the checksum of the file's end anew, as whoever wrote this would have. */
  private static byte[] withChecksum(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int mapLength = (int) file.getLong(bytes.length - 64);
    int length = bytes.length - 24 - mapLength;
    long checksum = LongHashFunction.xx_r39(0).hashBytes(file.array(), mapLength, length);
    file.putLong(bytes.length - 24, checksum);
    return file.array();
  }
}
