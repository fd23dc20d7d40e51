package io.tributary.synthetic;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The true probabilities of rows, as CSV, where they are wanted. */
public final class TruthFile implements AutoCloseable {
  private final @Nullable OutputStream out;

  private TruthFile(@Nullable OutputStream out) {
    this.out = out;
  }

  /** Opens a file; null stands for one that nobody wants. */
  public static TruthFile open(@Nullable Path path) throws IOException {
    TruthFile file = new TruthFile(path == null ? null : OutputFile.open(path));
    file.line("t,p");
    return file;
  }

  /** Writes the true probability of a row. */
  public void write(ClickRow row) throws IOException {
    if (out != null) {
      line(row.t() + "," + row.probability());
    }
  }

  private void line(String line) throws IOException {
    if (out != null) {
      out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
