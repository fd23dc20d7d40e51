package io.tributary.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that holds one value, such as a secret that a container platform puts there. Errors name
 * the file and never show what is in it.
 */
final class SecretFile {
  /** A certificate chain has a few thousand bytes; a device would have no end. */
  private static final int MOST_BYTES = 1 << 16;

  private SecretFile() {}

  /**
   * Returns what a file holds, as UTF-8 and without the line break at its end.
   *
   * @param file an absolute path: a kept pipeline file is elsewhere than the one submitted
   * @param error is given the fact and its values when there is nothing to return
   */
  static @Nullable String read(String file, BiConsumer<String, String> error) {
    Path path = Path.of(file);
    if (!path.isAbsolute()) {
      error.accept("path of a value's file is not absolute", "file=" + file);
      return null;
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      error.accept(
          "file of a value can't be read",
          "file=" + file + " cause=" + e.getClass().getSimpleName());
      return null;
    }
    if (bytes.length > MOST_BYTES) {
      error.accept("file of a value is too long", "file=" + file + " allowed=0.." + MOST_BYTES);
      return null;
    }
    try {
      // A strict decoder: a replaced character would be a wrong password.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.replaceFirst("\\r?\\n\\z", "");
    } catch (CharacterCodingException e) {
      error.accept("file of a value is not UTF-8", "file=" + file);
      return null;
    }
  }
}
