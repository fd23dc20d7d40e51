package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * What every codec keeps: its bytes are those of a golden file, it reads them back, and broken
 * bytes give a value or a {@link CorruptDataException}, nothing else.
 *
 * <p>A layout that is stored or sent may only change with its version: a new golden file, and the
 * old one still readable. {@code -Dgolden.write=true} writes the files.
 */
public final class CodecContract {
  private static final int LINE = 32;

  private CodecContract() {}

  /** Checks all of it for one value, whose golden file is named after the codec and the case. */
  public static <T> void check(Codec<T> codec, String name, T value) throws IOException {
    byte[] bytes = encode(codec, value);
    String file = "golden/" + codec.name() + "-v" + codec.version() + "-" + name + ".hex";
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(Path.of("src/test/resources").resolve(file), hex(bytes));
    } else {
      assertThat(hex(bytes)).as(file).isEqualTo(resource(file));
    }
    ByteReader in = new ByteReader(bytes);
    T read = codec.decode(in);
    assertThat(in.remaining()).as("bytes left over").isZero();
    assertThat(encode(codec, read)).isEqualTo(bytes);
    checkEarlier(codec, name);
    checkPrefixes(codec, bytes);
    checkMutations(codec, bytes);
  }

  /** What earlier versions wrote of the case is still read, to its end. */
  private static <T> void checkEarlier(Codec<T> codec, String name) throws IOException {
    for (int version = codec.oldestReadable(); version < codec.version(); version++) {
      String file = "golden/" + codec.name() + "-v" + version + "-" + name + ".hex";
      byte[] bytes = HexFormat.of().parseHex(resource(file).replace("\n", ""));
      if (bytes.length > 0) { // Not every case is as old as the codec.
        ByteReader in = new ByteReader(bytes);
        codec.decode(in, version);
        assertThat(in.remaining()).as("bytes left over of %s", file).isZero();
      }
    }
  }

  private static <T> void checkPrefixes(Codec<T> codec, byte[] bytes) {
    for (int length = 0; length < bytes.length; length++) {
      ByteReader in = new ByteReader(Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> codec.decode(in))
          .as("first %d of %d bytes", length, bytes.length)
          .isInstanceOf(CorruptDataException.class);
    }
  }

  private static <T> void checkMutations(Codec<T> codec, byte[] bytes) {
    for (int seed = 0; seed < 2000; seed++) {
      byte[] broken = mutate(bytes, new Random(seed));
      try {
        codec.decode(new ByteReader(broken));
      } catch (CorruptDataException expected) {
        assertThat(expected).hasMessageContaining("=");
      } catch (RuntimeException | OutOfMemoryError other) {
        throw new AssertionError("seed=" + seed + " bytes=" + hex(broken), other);
      }
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] broken = Arrays.copyOf(bytes, bytes.length + random.nextInt(9));
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(broken.length);
      switch (random.nextInt(4)) {
        case 0 -> broken[at] = (byte) 0xFF;
        case 1 -> broken[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> broken[at] = (byte) random.nextInt();
        default -> System.arraycopy(broken, 0, broken, at, broken.length - at);
      }
    }
    return broken;
  }

  static <T> byte[] encode(Codec<T> codec, T value) {
    ByteWriter out = new ByteWriter(1);
    codec.encode(value, out);
    return out.toByteArray();
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < bytes.length; from += LINE) {
      int to = Math.min(bytes.length, from + LINE);
      text.append(HexFormat.of().formatHex(bytes, from, to)).append('\n');
    }
    return text.toString();
  }

  /** Returns the bytes of a golden file. */
  static byte[] golden(String name) throws IOException {
    return HexFormat.of().parseHex(resource("golden/" + name + ".hex").replace("\n", ""));
  }

  private static String resource(String file) throws IOException {
    try (InputStream in = CodecContract.class.getClassLoader().getResourceAsStream(file)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
