package io.tributary.synthetic;

import io.tributary.failure.CommandFailedException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Opens files to write, gzipped when their name says so. */
public final class OutputFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private OutputFile() {}

  /**
   * Opens a file, in place of one that is there.
   *
   * @throws CommandFailedException when it can't be written
   */
  public static OutputStream open(Path path) {
    try {
      OutputStream file = new BufferedOutputStream(Files.newOutputStream(path), BUFFER_BYTES);
      return path.toString().endsWith(".gz") ? new GZIPOutputStream(file, BUFFER_BYTES) : file;
    } catch (IOException e) {
      throw new CommandFailedException("file can't be written: file=" + path + " cause=" + e, e);
    }
  }
}
