package io.tributary.store;

import io.tributary.files.PrivateFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** The file of a Chronicle Map: how it appears, and how it is told from others. */
final class MapFile {
  /** Where Chronicle's header begins. */
  static final int HEADER_OFFSET = 12;

  private static final byte[] HEADER =
      "!net.openhft.chronicle.map.".getBytes(StandardCharsets.US_ASCII);

  private MapFile() {}

  /** Fills a new file. */
  interface Filling {
    /** Writes all of it. */
    void fill(Path unfinished) throws IOException;
  }

  /**
   * Creates a file that appears as a whole, and that only its owner can read. A link of its name is
   * replaced, not followed.
   */
  static void create(Path file, Filling filling) throws IOException {
    Path absolute = file.toAbsolutePath();
    // Chronicle would follow a link of a name that others can know beforehand.
    Path directory = Files.createTempDirectory(absolute.getParent(), ".new-store-");
    Path unfinished = directory.resolve(absolute.getFileName());
    try {
      filling.fill(unfinished);
      PrivateFiles.makePrivate(unfinished);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
      Files.delete(directory);
    }
  }

  /** Returns true when a file begins as Chronicle's do. */
  static boolean hasHeader(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(HEADER_OFFSET);
      return Arrays.equals(HEADER, in.readNBytes(HEADER.length));
    } catch (EOFException e) {
      return false;
    }
  }
}
