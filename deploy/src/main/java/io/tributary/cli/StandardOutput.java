package io.tributary.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written. A print stream by itself only knows
 * that it could not: a full disk would look like a reader that has gone.
 */
final class StandardOutput extends PrintStream {
  private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

  private final Remembering target;
  private final boolean isPipe;

  private StandardOutput(Remembering target, boolean isPipe) {
    // Buffered, because the standard streams write to the file with every print.
    super(new BufferedOutputStream(target), false, StandardCharsets.UTF_8);
    this.target = target;
    this.isPipe = isPipe;
  }

  /** Returns this process's standard output. */
  static StandardOutput open() {
    return to(new FileOutputStream(FileDescriptor.out), isPipe());
  }

  /**
   * Returns one that writes elsewhere.
   *
   * @param isPipe true when whatever goes wrong there means that nobody reads it
   */
  static StandardOutput to(OutputStream out, boolean isPipe) {
    return new StandardOutput(new Remembering(out), isPipe);
  }

  // The text of an error is in the language of the system.
  private static boolean isPipe() {
    try {
      String target = Files.readSymbolicLink(DESCRIPTOR).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Returns what kept it from being written, or null when that is only that nobody reads it any
   * more.
   */
  @Nullable IOException failure() {
    IOException failure = target.failure;
    if (failure == null || isPipe) {
      return null;
    }
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("broken pipe") ? null : failure;
  }

  /** Keeps the first error. */
  private static final class Remembering extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    Remembering(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        }
        throw e;
      }
    }
  }
}
