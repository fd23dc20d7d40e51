package io.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.CorruptDataException;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StoredBlockLayoutTest {
  private static final BlockLayout LAYOUT = new BlockLayout(2, 2);
  private static final Path FILE = Path.of("m.store");
  private static final StoreIdentity IDENTITY =
      new StoreIdentity("délai", LAYOUT, Link.LOGISTIC, 0xFEDCBA9876543210L, 0);
  private static final BlockHeader HEADER =
      new BlockHeader(1, 3, 0x0102030405060708L, -5, 1_000_000, 1_700_000_000_000L);

  @Test
  void theBytesAreThoseOfTheGoldenFile() throws IOException {
    assertThat(hexLines(written())).isEqualTo(golden("v2"));
  }

  /** Rows of three weights, and the hash of the form in what never changes. */
  @Test
  void theBytesOfAnotherFormAreThoseOfItsGoldenFile() throws IOException {
    StoreIdentity identity =
        new StoreIdentity(
            "m", LAYOUT, Link.SOFTMAX, 7, StoreIdentity.formValue(new Form.Linear(3)));
    ByteBuffer bytes = direct(new byte[StoredBlockLayout.size(6)]);
    StoredBlockLayout.writeIdentity(bytes, 1, identity);
    StoredBlockLayout.writeUnwritten(bytes, 6);
    BlockCell cell = new BlockCell(FILE, 1, 6, bytes);
    cell.write(HEADER, new float[] {1, 2, 3, 4, 5, -6});
    assertThat(hexLines(bytes)).isEqualTo(golden("of-classes-v2"));
    assertThat(StoredBlockLayout.readIdentity(FILE, bytes, 1)).isEqualTo(identity);
    float[] weights = new float[6];
    assertThat(cell.read(weights)).contains(HEADER);
    assertThat(weights).containsExactly(1, 2, 3, 4, 5, -6);
  }

  @Test
  void readsTheGoldenFile() throws IOException {
    byte[] bytes = HexFormat.of().parseHex(golden("v2").replace("\n", ""));
    ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(StoredBlockLayout.readIdentity(FILE, block, 1)).isEqualTo(IDENTITY);
    BlockCell cell = new BlockCell(FILE, 1, LAYOUT.blockSize(), direct(bytes));
    float[] weights = new float[2];
    assertThat(cell.read(weights)).contains(HEADER);
    assertThat(weights).containsExactly(-0.5f, Float.MIN_VALUE);
  }

  @Test
  void refusesTheEarlierLayout() throws IOException {
    ByteBuffer block = direct(HexFormat.of().parseHex(golden("v1").replace("\n", "")));
    assertThatThrownBy(() -> StoredBlockLayout.readIdentity(FILE, block, 1))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("unknown layout: layout=1 allowed=2");
  }

  @Test
  void refusesOtherBytes() {
    ByteBuffer block = written();
    assertThatThrownBy(() -> StoredBlockLayout.readIdentity(FILE, block, 0))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith(
            "model store is damaged: file=m.store block=0 found=another block: number=1 name=6;");
    block.put(0, (byte) 0);
    assertThatThrownBy(() -> StoredBlockLayout.readIdentity(FILE, block, 1))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("block=1 found=no block of a model store; delete the file, and");
  }

  @Test
  void zerosAreDamageEverywhere() {
    ByteBuffer zeros = direct(new byte[StoredBlockLayout.size(LAYOUT.blockSize())]);
    BlockCell cell = new BlockCell(FILE, 1, LAYOUT.blockSize(), zeros);
    assertThatThrownBy(cell::current).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> cell.read(new float[2])).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(cell::header).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(cell::repair).isInstanceOf(CorruptDataException.class);
  }

  private static ByteBuffer written() {
    ByteBuffer bytes = direct(new byte[StoredBlockLayout.size(LAYOUT.blockSize())]);
    StoredBlockLayout.writeIdentity(bytes, 1, IDENTITY);
    StoredBlockLayout.writeUnwritten(bytes, LAYOUT.blockSize());
    BlockCell cell = new BlockCell(FILE, 1, LAYOUT.blockSize(), bytes);
    cell.write(new BlockHeader(1, 1, 1, 1, 1, 1), new float[] {1, 2});
    cell.write(HEADER, new float[] {-0.5f, Float.MIN_VALUE});
    return bytes;
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN).put(0, bytes);
  }

  private static String hexLines(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < bytes.length; at += 32) {
      int end = Math.min(at + 32, bytes.length);
      lines.append(HexFormat.of().formatHex(bytes, at, end)).append('\n');
    }
    return lines.toString();
  }

  private static String golden(String version) throws IOException {
    try (InputStream in =
        StoredBlockLayoutTest.class.getResourceAsStream(
            "/golden/stored-block-" + version + ".hex")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
