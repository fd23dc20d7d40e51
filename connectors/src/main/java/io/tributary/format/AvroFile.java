package io.tributary.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Writes an Avro object container file, which carries its schema and can be read anywhere. Alike
 * for the same records: the marker between blocks, which Avro would draw, is of the schema. Not
 * thread safe.
 */
public final class AvroFile {
  private static final int BLOCK_BYTES = 1 << 16;

  private final DataFileWriter<Object> writer;

  /**
   * Starts a file.
   *
   * @param schema of the records, as JSON
   * @param out where to; it stays open
   */
  public AvroFile(String schema, OutputStream out) throws IOException {
    Schema parsed = AvroSchemas.parse(schema);
    writer = new DataFileWriter<>(new GenericDatumWriter<>());
    writer.setSyncInterval(BLOCK_BYTES);
    writer.setCodec(CodecFactory.nullCodec());
    writer.create(parsed, out, marker(parsed));
  }

  private static byte[] marker(Schema schema) {
    try {
      return SchemaNormalization.parsingFingerprint("MD5", schema);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  /** Appends a record that is encoded already. */
  public void append(byte[] record, int offset, int length) throws IOException {
    writer.appendEncoded(ByteBuffer.wrap(record, offset, length));
  }

  /** Writes what is left; the stream stays open. */
  public void end() throws IOException {
    writer.flush();
  }
}
