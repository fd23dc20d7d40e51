package io.tributary.synthetic;

import io.tributary.codec.ByteWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An Avro object container file, which carries its schema and can be read anywhere. Alike for the
 * same rows: the marker between blocks is drawn from the schema. Not thread safe.
 *
 * <pre>
 * header  "Obj" 1 | 2 entries: "avro.schema" schema, "avro.codec" "null" | 0 | marker (16 bytes)
 * block   rows | bytes | the rows | marker
 * </pre>
 */
public final class AvroContainer {
  private static final int BLOCK_BYTES = 1 << 16;
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};

  private final OutputStream out;
  private final AvroWriter writer;
  private final ByteWriter head = new ByteWriter();
  private final ByteWriter block = new ByteWriter(BLOCK_BYTES + 1024);
  private final byte[] marker;
  private long rows;

  /** Starts a container of the rows of a design. */
  public AvroContainer(ClickDesign design, OutputStream out) throws IOException {
    this.out = out;
    writer = new AvroWriter(design);
    String schema = AvroWriter.schema(design);
    marker = marker(schema);
    head.writeBytes(MAGIC, 0, MAGIC.length);
    head.writeSignedVarLong(2);
    text("avro.schema");
    text(schema);
    text("avro.codec");
    text("null");
    head.writeSignedVarLong(0);
    head.writeBytes(marker, 0, marker.length);
    flushHead();
  }

  private static byte[] marker(String schema) {
    ByteWriter bytes = new ByteWriter();
    long stream = Hashing.stream(schema.hashCode(), 0);
    bytes.writeLong(Hashing.draw(stream, 0));
    bytes.writeLong(Hashing.draw(stream, 1));
    return bytes.toByteArray();
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    head.writeSignedVarLong(utf8.length);
    head.writeBytes(utf8, 0, utf8.length);
  }

  private void flushHead() throws IOException {
    out.write(head.buffer(), 0, head.size());
    head.clear();
  }

  /** Appends a row. */
  public void write(ClickRow row) throws IOException {
    writer.write(row, block);
    rows++;
    if (block.size() >= BLOCK_BYTES) {
      endBlock();
    }
  }

  /** Writes what is left; the stream stays open. */
  public void end() throws IOException {
    if (rows > 0) {
      endBlock();
    }
  }

  private void endBlock() throws IOException {
    head.writeSignedVarLong(rows);
    head.writeSignedVarLong(block.size());
    flushHead();
    out.write(block.buffer(), 0, block.size());
    out.write(marker, 0, marker.length);
    block.clear();
    rows = 0;
  }
}
