package io.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.SchemaFingerprint;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged is never served, whatever is damaged and however it is read. */
class DamagedStoreTest {
  private static final ModelSpec SPEC = ChronicleModelStoreTest.spec("ctr", 8, 4, Link.LOGISTIC);
  private static final int[] COORDINATES = {1, 70, 130, 255};
  private static final String REMEDY =
      "; delete the file, and 'tributary run' or 'tributary mirror' builds it anew";

  @TempDir Path directory;
  private Path file;
  private byte[] good;

  @BeforeEach
  void create() throws IOException {
    file = directory.resolve("ctr.store");
    try (ModelStore store =
        ChronicleModelStore.create(file, SPEC, SchemaFingerprint.ofText("features 1"))) {
      for (int block = 0; block < 4; block++) {
        store.write(ChronicleModelStoreTest.header(block, 1, 1), filled(block + .25f));
        store.write(ChronicleModelStoreTest.header(block, 1, 2), filled(block + .5f));
      }
    }
    good = Files.readAllBytes(file);
  }

  private static float[] filled(float weight) {
    return ChronicleModelStoreTest.filled(64, weight);
  }

  /** Returns where the weights of this value begin in the file. */
  private int at(float weight) {
    int bits = Integer.reverseBytes(Float.floatToRawIntBits(weight));
    for (int at = 0; at < good.length - 8; at++) {
      ByteBuffer bytes = ByteBuffer.wrap(good);
      if (bytes.getInt(at) == bits && bytes.getInt(at + 4) == bits) {
        return at;
      }
    }
    throw new AssertionError("weight is not in the file: weight=" + weight);
  }

  private void write(int at, byte... bytes) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(at);
      out.write(bytes);
    }
  }

  private void writeWeight(float weight, float other) throws IOException {
    int bits = Integer.reverseBytes(Float.floatToRawIntBits(other));
    write(at(weight) + 4, ByteBuffer.allocate(4).putInt(bits).array());
  }

  private void assertRefused(String found) {
    assertThatThrownBy(() -> ChronicleModelStore.openReadOnly(file).close())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("model store is damaged: file=" + file)
        .hasMessageContaining(found)
        .hasMessageEndingWith(REMEDY);
  }

  @Test
  void wildWeightsAreRefused() throws IOException {
    for (float wild : new float[] {1e30f, Float.NaN, 0}) {
      writeWeight(2.5f, wild);
      assertRefused("block=2 found=checksum does not match: seq=3");
      Files.write(file, good);
    }
  }

  @Test
  void zerosAreRefused() throws IOException {
    int block = at(1.25f) - 64 - 512;
    write(block, new byte[StoredBlockLayout.size(SPEC.layout().blockSize())]);
    assertRefused("block=1 found=no block of a model store");
    Files.write(file, good);
    write(0, new byte[512]);
    assertRefused("found=checksum of what is around the blocks does not match");
  }

  @Test
  void aCutFileIsRefused() throws IOException {
    for (int length : new int[] {good.length - 1, good.length - 200, good.length / 2, 600}) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> ChronicleModelStore.openReadOnly(file).close())
          .isInstanceOf(WrongStoreException.class)
          .hasMessage(
              "model store is of another layout, or its end is missing: file="
                  + file
                  + " bytes="
                  + length
                  + " allowedLayout=2"
                  + REMEDY);
    }
  }

  /** Damage anywhere is found, or does no harm. */
  @Test
  void noPlaceIsUnguarded() throws IOException {
    int refused = 0;
    for (int at = 0; at < good.length; at += 48) {
      for (boolean flips : new boolean[] {true, false}) {
        byte[] bad = good.clone();
        for (int i = at; i < Math.min(at + 48, bad.length); i++) {
          bad[i] = flips ? (byte) ~bad[i] : 0;
        }
        if (!Arrays.equals(bad, good)) {
          Files.write(file, bad);
          refused += servesTheTruth() ? 0 : 1;
        }
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  private boolean servesTheTruth() {
    float[] weights = new float[4];
    try (ModelStore store = ChronicleModelStore.openReadOnly(file)) {
      store.weights(COORDINATES, 4, weights);
    } catch (CorruptDataException | WrongStoreException e) {
      return false;
    }
    assertThat(weights).containsExactly(.5f, 1.5f, 2.5f, 3.5f);
    return true;
  }

  @Test
  void aVersionThatComesWhileTheStoreIsOpenIsCheckedToo() throws IOException {
    try (ModelStore writer =
            ChronicleModelStore.create(file, SPEC, SchemaFingerprint.ofText("features 1"));
        ModelStore reader = ChronicleModelStore.openReadOnly(file);
        ModelStore other = ChronicleModelStore.openReadOnly(file)) {
      float[] weights = new float[4];
      reader.weights(COORDINATES, 4, weights);
      writer.write(ChronicleModelStoreTest.header(2, 1, 3), filled(9.75f));
      assertThat(other.weight(130)).isEqualTo(9.75f);
      good = Files.readAllBytes(file);
      writeWeight(9.75f, 1e30f);
      String found = "model store is damaged: file=" + file + " block=2 found=checksum";
      assertThatThrownBy(() -> reader.weights(COORDINATES, 4, weights))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith(found);
      assertThatThrownBy(() -> reader.weight(130)).hasMessageStartingWith(found);
      assertThatThrownBy(() -> reader.header(2)).hasMessageStartingWith(found);
      assertThatThrownBy(reader::version).hasMessageStartingWith(found);
      assertThat(reader.weight(1)).isEqualTo(.5f);
      // Whoever has found it whole does not look again: scoring would pay for that each time.
      assertThat(other.weight(131)).isEqualTo(9.75f);
      assertThatThrownBy(other::checksum).hasMessageStartingWith(found);
      writer.write(ChronicleModelStoreTest.header(2, 1, 4), filled(8));
      assertThat(reader.weight(130)).isEqualTo(8);
    }
  }

  @Test
  void theNextWriterTakesBackWhatItCanAndRefusesTheRest() throws IOException {
    writeWeight(2.5f, 77);
    try (ModelStore store =
        ChronicleModelStore.create(file, SPEC, SchemaFingerprint.ofText("features 1"))) {
      assertThat(store.weight(130)).isEqualTo(2.25f);
      store.write(ChronicleModelStoreTest.header(2, 1, 3), filled(9));
      assertThat(store.weight(130)).isEqualTo(9);
    }
    Files.write(file, good);
    writeWeight(1.25f, 77);
    writeWeight(1.5f, 77);
    assertThatThrownBy(
            () -> ChronicleModelStore.create(file, SPEC, SchemaFingerprint.ofText("features 1")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("file=" + file + " block=1 found=checksum does not match: seq=3;");
  }

  @Test
  void aStoreOfTheEarlierLayoutIsRefused() throws IOException {
    // What the earlier one lacks is the end.
    int end = 64 + 4 * 8 + "features 1".length();
    Files.write(file, Arrays.copyOf(good, good.length - end));
    for (boolean writes : new boolean[] {true, false}) {
      assertThatThrownBy(
              () -> {
                (writes
                        ? ChronicleModelStore.create(file, SPEC)
                        : ChronicleModelStore.openReadOnly(file))
                    .close();
              })
          .isInstanceOf(WrongStoreException.class)
          .hasMessageStartingWith("model store is of another layout, or its end is missing: file=");
    }
  }
}
