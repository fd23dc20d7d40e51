package io.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.SchemaFingerprint;
import io.tributary.model.Form;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What reads it is tested on whole files, in {@link DamagedStoreTest}. */
class StoreTrailerTest {
  @Test
  void theBytesAreThoseOfTheGoldenFile() throws IOException {
    assertGolden(Form.linear(), "store-trailer-v2");
  }

  @Test
  void aFormFollowsTheFeatures() throws IOException {
    assertGolden(new Form.Linear(3), "store-trailer-of-classes-v2");
  }

  private static void assertGolden(Form form, String name) throws IOException {
    StoreTrailer trailer =
        new StoreTrailer(
            5504,
            4032,
            688,
            new long[] {4096, 4800},
            SchemaFingerprint.ofText("features 1\nbits 2"),
            form);
    ByteBuffer bytes = trailer.bytes(0x1122334455667788L);
    byte[] written = new byte[bytes.remaining()];
    bytes.get(written);
    try (InputStream golden =
        Objects.requireNonNull(
            StoreTrailerTest.class.getResourceAsStream("/golden/" + name + ".hex"))) {
      assertThat(HexFormat.of().formatHex(written))
          .isEqualTo(
              new String(golden.readAllBytes(), StandardCharsets.US_ASCII).replace("\n", ""));
    }
  }
}
