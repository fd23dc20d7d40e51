package io.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.FieldValues.Kind;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CSV row per record, or a header line and a row. All values are texts; a cell with nothing in it
 * is missing, one with quotes around nothing is an empty text.
 */
final class CsvFormat implements ExampleFormat {
  static final String NAME = "csv";

  private final List<String> columns;
  private final CsvScanner scanner;

  private @Nullable FieldNames names;
  private int[] slots = new int[16];
  private int count;

  CsvFormat(FormatOptions options) {
    columns = options.columns();
    scanner = new CsvScanner(options.delimiter());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void decode(byte[] record, int offset, int length, FieldValues out) {
    out.clear(record);
    int bom = Utf8.bomLength(record, offset, length);
    scanner.reset(record, offset + bom, length - bom);
    if (!scanner.nextRow()) {
      throw new UnusableRecordException(RejectReason.EMPTY, "record is blank: bytes=" + length);
    }
    if (columns.isEmpty()) {
      readHeader(out.names());
    } else if (names != out.names()) {
      resolveColumns(out.names());
    }
    readRow(record, out);
    if (scanner.nextRow()) {
      throw new UnusableRecordException(RejectReason.NOT_CSV, "csv has more than one row");
    }
  }

  @Override
  public List<String> fieldNames(byte[] record, int offset, int length) {
    if (!columns.isEmpty()) {
      return columns;
    }
    int bom = Utf8.bomLength(record, offset, length);
    scanner.reset(record, offset + bom, length - bom);
    List<String> names = new ArrayList<>();
    if (scanner.nextRow()) {
      while (scanner.nextCell()) {
        names.add(new String(scanner.text(), scanner.offset(), scanner.length(), UTF_8));
      }
    }
    return names;
  }

  private void resolveColumns(FieldNames newNames) {
    count = 0;
    for (String column : columns) {
      addColumn(newNames.slot(column));
    }
    names = newNames;
  }

  private void readHeader(FieldNames newNames) {
    count = 0;
    while (scanner.nextCell()) {
      addColumn(newNames.slot(scanner.text(), scanner.offset(), scanner.length()));
    }
    if (!scanner.nextRow()) {
      throw new UnusableRecordException(
          RejectReason.NOT_CSV, "csv has a header but no row: columns=" + count);
    }
  }

  private void addColumn(int slot) {
    if (count == slots.length) {
      slots = Arrays.copyOf(slots, count * 2);
    }
    slots[count++] = slot;
  }

  private void readRow(byte[] record, FieldValues out) {
    int cells = 0;
    while (scanner.nextCell()) {
      int slot = cells < count ? slots[cells] : -1;
      cells++;
      if (slot >= 0 && !scanner.isMissing()) {
        set(slot, record, out);
      }
    }
    if (cells != count) {
      throw new UnusableRecordException(
          RejectReason.NOT_CSV,
          "csv has the wrong number of columns: columns=" + cells + " allowed=" + count);
    }
  }

  private void set(int slot, byte[] record, FieldValues out) {
    if (!scanner.isAscii() && !Utf8.isValid(scanner.text(), scanner.offset(), scanner.length())) {
      throw new UnusableRecordException(
          RejectReason.NOT_CSV, "csv is not utf-8: field=" + out.names().name(slot));
    }
    if (scanner.text() == record) {
      out.refer(slot, Kind.TEXT, scanner.offset(), scanner.length());
    } else {
      out.set(slot, Kind.TEXT, scanner.text(), scanner.offset(), scanner.length());
    }
  }
}
