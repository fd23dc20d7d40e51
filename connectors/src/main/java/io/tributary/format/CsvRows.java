package io.tributary.format;

import io.tributary.codec.ByteWriter;
import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import java.nio.charset.StandardCharsets;

/**
 * Turns flat JSON objects into CSV records that {@link CsvFormat} reads with the same options.
 * Fields that are no columns are left out. Not thread safe.
 */
public final class CsvRows {
  private final JsonFormat json = new JsonFormat();
  private final ByteWriter row = new ByteWriter();
  private final FieldValues values;
  private final int columns;
  private final byte delimiter;
  private final byte[] header;

  /**
   * Creates a converter.
   *
   * @param options of the CSV records
   * @param fields the columns of records that carry a header line each, when the options have none
   */
  public CsvRows(FormatOptions options, FieldNames fields) {
    boolean hasHeader = options.columns().isEmpty();
    FieldNames names = hasHeader ? fields : FieldNames.of(options.columns());
    values = new FieldValues(names);
    delimiter = (byte) options.delimiter();
    columns = names.size();
    header = hasHeader ? header(names) : new byte[0];
  }

  private byte[] header(FieldNames names) {
    for (int slot = 0; slot < columns; slot++) {
      separate(slot);
      byte[] name = names.name(slot).getBytes(StandardCharsets.UTF_8);
      write(name, 0, name.length);
    }
    row.writeByte('\n');
    return row.toByteArray();
  }

  /**
   * Returns the CSV record of an object.
   *
   * @throws io.tributary.example.UnusableRecordException when it is no JSON object
   */
  public byte[] convert(byte[] object) {
    json.decode(object, 0, object.length, values);
    row.clear();
    row.writeBytes(header, 0, header.length);
    for (int slot = 0; slot < columns; slot++) {
      separate(slot);
      if (values.isPresent(slot)) {
        write(values.bytes(slot), values.offset(slot), values.length(slot));
      }
    }
    return row.toByteArray();
  }

  private void separate(int slot) {
    if (slot > 0) {
      row.writeByte(delimiter);
    }
  }

  private void write(byte[] text, int offset, int length) {
    if (!needsQuotes(text, offset, length)) {
      row.writeBytes(text, offset, length);
      return;
    }
    row.writeByte('"');
    for (int i = offset; i < offset + length; i++) {
      if (text[i] == '"') {
        row.writeByte('"');
      }
      row.writeByte(text[i]);
    }
    row.writeByte('"');
  }

  // Nothing between delimiters is a missing value, and not an empty text.
  private boolean needsQuotes(byte[] text, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      byte c = text[i];
      if (c == delimiter || c == '"' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return length == 0;
  }
}
