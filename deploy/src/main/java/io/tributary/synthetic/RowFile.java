package io.tributary.synthetic;

import io.tributary.codec.ByteWriter;
import io.tributary.format.AvroFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes rows to a stream: lines, or an Avro object container. */
public final class RowFile implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 16;

  private final OutputStream out;
  private final RecordWriter writer;
  private final @Nullable AvroFile container;
  private final ByteWriter lines = new ByteWriter(CHUNK_BYTES + 4096);

  private RowFile(OutputStream out, RecordWriter writer, @Nullable AvroFile container) {
    this.out = out;
    this.writer = writer;
    this.container = container;
  }

  /**
   * Begins to write.
   *
   * @param out where to, which is closed with this
   * @param header true when CSV begins with a header line
   */
  public static RowFile to(OutputStream out, RowFormat format, ClickDesign design, boolean header)
      throws IOException {
    RecordWriter writer = format.writer(design);
    RowFile file =
        new RowFile(
            out,
            writer,
            format == RowFormat.AVRO ? new AvroFile(AvroWriter.schema(design), out) : null);
    if (header && writer instanceof CsvWriter csv) {
      out.write((csv.header() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    return file;
  }

  /** Writes rows from one number up to but not another, and all that is left to write then. */
  public void fill(ClickStream stream, long from, long to, RowWatcher watcher) throws IOException {
    ClickRow row = stream.newRow();
    for (long t = from; t < to; t++) {
      stream.read(t, row);
      write(row);
      watcher.made(t - from + 1, row);
    }
    end();
  }

  private void write(ClickRow row) throws IOException {
    writer.write(row, lines);
    if (container != null) {
      container.append(lines.buffer(), 0, lines.size());
      lines.clear();
      return;
    }
    lines.writeByte('\n');
    if (lines.size() >= CHUNK_BYTES) {
      flushLines();
    }
  }

  private void end() throws IOException {
    if (container != null) {
      container.end();
    }
    flushLines();
  }

  private void flushLines() throws IOException {
    out.write(lines.buffer(), 0, lines.size());
    lines.clear();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
