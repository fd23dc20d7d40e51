package io.tributary.cli;

import io.tributary.codec.ByteWriter;
import io.tributary.format.AvroFile;
import io.tributary.synthetic.AvroWriter;
import io.tributary.synthetic.ClickDesign;
import io.tributary.synthetic.ClickRow;
import io.tributary.synthetic.CsvWriter;
import io.tributary.synthetic.RecordWriter;
import io.tributary.synthetic.RowFormat;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes rows to a file or to standard output: lines, or an Avro object container. */
final class RowFile implements AutoCloseable {
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

  /** Opens a file, or standard output when there is none. */
  static RowFile open(
      @Nullable Path path, Console console, RowFormat format, ClickDesign design, boolean header)
      throws IOException {
    OutputStream out = path == null ? new Printed(console) : OutputFile.open(path);
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

  void write(ClickRow row) throws IOException {
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

  /** Writes what is left. */
  void end() throws IOException {
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

  /** Standard output, which is not ours to close, and whose reader may have gone. */
  private static final class Printed extends FilterOutputStream {
    private final Console console;

    Printed(Console console) {
      super(console.out());
      this.console = console;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      console.out().write(bytes, offset, length);
      console.requireReader();
    }

    @Override
    public void close() {
      console.requireReader();
    }
  }
}
