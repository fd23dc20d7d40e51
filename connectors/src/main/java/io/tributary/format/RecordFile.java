package io.tributary.format;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import io.tributary.format.RowReader.RowTooLongException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A data file as JSON records to produce: CSV with a header, or JSON lines, plain or gzipped. Cells
 * of CSV become numbers where they look like one and texts otherwise, empty cells are left out;
 * JSON lines pass through unchanged. Blank lines are skipped. Not thread safe.
 */
public final class RecordFile implements Iterator<FileRecord>, Closeable {
  /** How records are laid out in a data file. */
  public enum Layout {
    /** A header line, then a row per record. */
    CSV,
    /** An object per line. */
    JSON_LINES
  }

  /** Is given the rows that are no records, so that the others can be gone on with. */
  public interface BrokenRows {
    /**
     * Takes a row.
     *
     * @param line where it starts, from 1
     * @param reason why it is no record, for programs
     * @param detail why it is no record, for people
     * @param row what is there
     */
    void take(long line, RejectReason reason, String detail, byte[] row);
  }

  private static final String STANDARD_INPUT = "-";

  private final String name;
  private final InputStream in;
  private final RowReader rows;
  private final @Nullable CsvToJson csv;
  private final @Nullable FieldValues jsonKey;
  private final JsonFormat json = new JsonFormat();
  private @Nullable BrokenRows brokenRows;
  private @Nullable FileRecord ahead;

  private RecordFile(
      String name, InputStream in, @Nullable String keyField, @Nullable Layout layout)
      throws IOException {
    this.name = name;
    this.in = unzipped(in);
    rows = new RowReader(this.in);
    int first = rows.peek();
    if (first < 0) {
      throw new DataFileException("data file is empty: file=" + name, null);
    }
    requireText();
    Layout used = layout != null ? layout : first == '{' ? Layout.JSON_LINES : Layout.CSV;
    csv = used == Layout.CSV ? header(keyField) : null;
    jsonKey = keyField == null ? null : new FieldValues(FieldNames.of(keyField));
  }

  private void requireText() {
    String kind = rows.unreadableKind();
    if (kind != null) {
      throw new DataFileException(
          "data file is "
              + kind
              + ", which is not read: file="
              + name
              + " allowed=csv, json lines; in utf-8, plain or gzipped",
          null);
    }
  }

  /**
   * Opens a file whose layout its first byte tells.
   *
   * @param path the file, or {@code -} for standard input
   * @param keyField the field of the records' key, or null when they have none
   * @throws DataFileException when it can't be read
   */
  public static RecordFile open(String path, @Nullable String keyField) {
    return open(path, keyField, null);
  }

  /**
   * Opens a file.
   *
   * @param path the file, or {@code -} for standard input
   * @param keyField the field of the records' key, or null when they have none
   * @param layout its layout, or null when its first byte tells
   * @throws DataFileException when it can't be read
   */
  public static RecordFile open(String path, @Nullable String keyField, @Nullable Layout layout) {
    if (path.equals(STANDARD_INPUT)) {
      return read("standard input", new Unclosed(System.in), keyField, layout);
    }
    try {
      return read(path, Files.newInputStream(Path.of(path)), keyField, layout);
    } catch (IOException e) {
      throw new DataFileException("data file can't be opened: file=" + path + " cause=" + e, e);
    }
  }

  /**
   * Reads a stream, which is closed with this.
   *
   * @param name what messages call it
   * @param in the stream
   * @param keyField the field of the records' key, or null when they have none
   * @param layout its layout, or null when its first byte tells
   * @throws DataFileException when it can't be read
   */
  public static RecordFile read(
      String name, InputStream in, @Nullable String keyField, @Nullable Layout layout) {
    try {
      return new RecordFile(name, in, keyField, layout);
    } catch (IOException e) {
      closeQuietly(in, e);
      throw new DataFileException("data file can't be read: file=" + name + " cause=" + e, e);
    } catch (DataFileException e) {
      closeQuietly(in, e);
      throw e;
    }
  }

  private static void closeQuietly(InputStream in, Exception first) {
    try {
      in.close();
    } catch (IOException e) {
      first.addSuppressed(e);
    }
  }

  private static InputStream unzipped(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(2);
    byte[] magic = buffered.readNBytes(2);
    buffered.reset();
    boolean gzip = magic.length == 2 && magic[0] == (byte) 0x1F && magic[1] == (byte) 0x8B;
    return gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered;
  }

  private CsvToJson header(@Nullable String keyField) throws IOException {
    do {
      rows.nextRow(true);
    } while (rows.isBlank());
    if (FileKind.isLibsvm(rows.buffer(), rows.offset(), rows.length())) {
      throw new DataFileException(
          "data file looks like libsvm, which is not read: file="
              + name
              + " line="
              + rows.line()
              + " allowed=csv with a header, json lines",
          null);
    }
    Character separator = CsvSeparator.ofHeader(rowText());
    if (separator != null) {
      throw new DataFileException(
          "columns of data file are separated by "
              + CsvSeparator.shown(separator)
              + ", which is not read: file="
              + name
              + " line="
              + rows.line()
              + " allowed=','",
          null);
    }
    try {
      return new CsvToJson(rows, keyField);
    } catch (IllegalArgumentException | UnusableRecordException e) {
      throw broken(e);
    }
  }

  private String rowText() {
    return new String(rows.buffer(), rows.offset(), rows.length(), StandardCharsets.UTF_8);
  }

  /**
   * From now on rows that are no records are passed over, as a job does with records of its topic,
   * instead of ending all.
   *
   * @param taker is given each of them
   */
  public void passOverBrokenRows(BrokenRows taker) {
    brokenRows = taker;
  }

  /** Returns the columns of a CSV file, or null when the file is of JSON lines. */
  public @Nullable List<String> columns() {
    return csv == null ? null : csv.columns();
  }

  @Override
  public boolean hasNext() {
    if (ahead == null) {
      ahead = advance();
    }
    return ahead != null;
  }

  /**
   * Returns the next record.
   *
   * @throws DataFileException when it can't be read
   */
  @Override
  public FileRecord next() {
    if (!hasNext() || ahead == null) {
      throw new NoSuchElementException("data file has no more records: file=" + name);
    }
    FileRecord next = ahead;
    ahead = null;
    return next;
  }

  private @Nullable FileRecord advance() {
    while (true) {
      try {
        do {
          if (!rows.nextRow(csv != null)) {
            return null;
          }
        } while (rows.isBlank());
        return csv == null ? line() : row(csv);
      } catch (RowTooLongException | IllegalArgumentException | UnusableRecordException e) {
        passOver(e);
      } catch (IOException e) {
        throw broken(e);
      }
    }
  }

  private FileRecord row(CsvToJson reader) {
    byte[] record = reader.convert(rows);
    return new FileRecord(reader.key(), record, rows.line());
  }

  private FileRecord line() {
    byte[] record = rowBytes();
    if (jsonKey == null) {
      return new FileRecord(null, record, rows.line());
    }
    try {
      return new FileRecord(key(record, jsonKey), record, rows.line());
    } catch (UnusableRecordException e) {
      if (brokenRows == null) {
        throw e;
      }
      // Whoever decodes the record will find the same.
      return new FileRecord(null, record, rows.line());
    }
  }

  private byte[] rowBytes() {
    int from = rows.offset();
    return Arrays.copyOfRange(rows.buffer(), from, from + rows.length());
  }

  private void passOver(Exception problem) {
    if (brokenRows == null) {
      throw broken(problem);
    }
    // A quote too many has taken the lines after it into this row.
    rows.cutToLine();
    brokenRows.take(
        rows.line(), RejectReason.NOT_CSV, String.valueOf(problem.getMessage()), rowBytes());
  }

  private byte @Nullable [] key(byte[] record, FieldValues values) {
    json.decode(record, 0, record.length, values);
    int from = values.offset(0);
    return values.isPresent(0)
        ? Arrays.copyOfRange(values.bytes(0), from, from + values.length(0))
        : null;
  }

  private DataFileException broken(Exception cause) {
    return new DataFileException(
        "data file is broken: file="
            + name
            + " line="
            + rows.line()
            + " problem="
            + cause.getMessage(),
        cause);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Standard input, which is not ours to close. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, length);
    }

    @Override
    public void close() {}
  }
}
