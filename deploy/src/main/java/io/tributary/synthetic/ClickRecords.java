package io.tributary.synthetic;

import io.tributary.codec.ByteWriter;
import org.jspecify.annotations.Nullable;

/** The rows of a stream as keyed records, to be sent anywhere. Not thread safe. */
public final class ClickRecords {
  /** Takes records in their order. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes a record; the arrays are the sink's from now on.
     *
     * @param key the text of the key field, or null when records have no key
     * @param value the record
     */
    void accept(byte @Nullable [] key, byte[] value);
  }

  private final ClickStream stream;
  private final RecordWriter writer;
  private final int keyColumn;
  private final ClickRow row;
  private final ByteWriter buffer = new ByteWriter(1024);
  private final DecimalText text = new DecimalText();

  /**
   * Creates the records of a stream.
   *
   * @param keyField the column of the records' key, or null when they have none
   * @throws IllegalArgumentException when there is no such column
   */
  public ClickRecords(ClickStream stream, RowFormat format, @Nullable String keyField) {
    this.stream = stream;
    writer = format.writer(stream.design());
    row = stream.newRow();
    keyColumn = keyField == null ? -1 : stream.design().columnNames().indexOf(keyField);
    if (keyField != null && keyColumn < 0) {
      throw new IllegalArgumentException(
          "key field is not a column: key="
              + keyField
              + " allowed="
              + stream.design().columnNames());
    }
  }

  /** Returns the row that was made last. */
  public ClickRow row() {
    return row;
  }

  /** Hands over the rows from one number up to but not another. */
  public void each(long from, long to, Sink sink) {
    for (long t = from; t < to; t++) {
      next(t, sink);
    }
  }

  /** Hands over one row. */
  public void next(long t, Sink sink) {
    stream.read(t, row);
    buffer.clear();
    writer.write(row, buffer);
    byte[] value = buffer.toByteArray();
    sink.accept(keyColumn < 0 ? null : key(), value);
  }

  private byte[] key() {
    buffer.clear();
    text.write(row.columns().get(keyColumn).type(), row.value(keyColumn), buffer);
    return buffer.toByteArray();
  }
}
