package io.tributary.format;

import io.tributary.codec.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns CSV rows under one header into flat JSON objects. Not thread safe. */
final class CsvToJson {
  private static final int NUMBER_DIGITS = 15;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final CsvScanner scanner = new CsvScanner(',');
  private final ByteWriter json = new ByteWriter();
  private final List<String> columns;
  private final byte[][] fieldStarts;
  private final int keyColumn;
  private byte @Nullable [] key;

  /** Takes the header out of a row. */
  CsvToJson(RowReader header, @Nullable String keyField) {
    columns = new ArrayList<>();
    scanner.reset(header.buffer(), header.offset(), header.length());
    while (scanner.nextCell()) {
      String column =
          new String(scanner.text(), scanner.offset(), scanner.length(), StandardCharsets.UTF_8);
      if (columns.contains(column)) {
        throw new IllegalArgumentException("column is there twice: column=" + column);
      }
      columns.add(column);
    }
    keyColumn = keyField == null ? -1 : columns.indexOf(keyField);
    if (keyField != null && keyColumn < 0) {
      throw new IllegalArgumentException(
          "key field is not a column: key=" + keyField + " allowed=" + columns);
    }
    fieldStarts = new byte[columns.size()][];
    for (int i = 0; i < fieldStarts.length; i++) {
      byte[] name = columns.get(i).getBytes(StandardCharsets.UTF_8);
      json.clear();
      writeText(name, 0, name.length);
      json.writeByte(':');
      fieldStarts[i] = json.toByteArray();
    }
  }

  /** Returns the names of the columns. */
  List<String> columns() {
    return List.copyOf(columns);
  }

  /** Returns the JSON object of a row, and keeps its key. */
  byte[] convert(RowReader row) {
    scanner.reset(row.buffer(), row.offset(), row.length());
    json.clear();
    key = null;
    int column = 0;
    json.writeByte('{');
    while (scanner.nextCell()) {
      if (column < fieldStarts.length && !scanner.isMissing()) {
        writeField(column);
      }
      column++;
    }
    if (column != fieldStarts.length) {
      throw new IllegalArgumentException(
          "wrong number of columns: columns=" + column + " allowed=" + fieldStarts.length);
    }
    json.writeByte('}');
    return json.toByteArray();
  }

  /** Returns the key of the row last converted, or null when it has none. */
  byte @Nullable [] key() {
    return key;
  }

  private void writeField(int column) {
    byte[] text = scanner.text();
    int offset = scanner.offset();
    int length = scanner.length();
    if (json.size() > 1) {
      json.writeByte(',');
    }
    json.writeBytes(fieldStarts[column], 0, fieldStarts[column].length);
    if (isNumber(text, offset, length)) {
      json.writeBytes(text, offset, length);
    } else {
      writeText(text, offset, length);
    }
    if (column == keyColumn) {
      key = Arrays.copyOfRange(text, offset, offset + length);
    }
  }

  /**
   * Returns true for numbers that JSON readers take as they are. Leading zeros and many digits mean
   * an identifier, and so may an exponent.
   */
  private static boolean isNumber(byte[] text, int offset, int length) {
    int end = offset + length;
    int at = length > 0 && text[offset] == '-' ? offset + 1 : offset;
    int whole = digits(text, at, end);
    if (whole == 0 || whole > NUMBER_DIGITS || (whole > 1 && text[at] == '0')) {
      return false;
    }
    at += whole;
    if (at == end) {
      return true;
    }
    int fraction = text[at] == '.' ? digits(text, at + 1, end) : 0;
    return fraction > 0 && whole + fraction <= NUMBER_DIGITS && at + 1 + fraction == end;
  }

  private static int digits(byte[] text, int from, int end) {
    int at = from;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at - from;
  }

  private void writeText(byte[] text, int offset, int length) {
    if (!Utf8.isValid(text, offset, length)) {
      throw new IllegalArgumentException("text is not utf-8");
    }
    json.writeByte('"');
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      byte c = text[i];
      if (c == '"' || c == '\\' || (c >= 0 && c < ' ')) {
        json.writeBytes(text, from, i - from);
        escape(c);
        from = i + 1;
      }
    }
    json.writeBytes(text, from, offset + length - from);
    json.writeByte('"');
  }

  private void escape(byte c) {
    json.writeByte('\\');
    if (c >= ' ') {
      json.writeByte(c);
      return;
    }
    json.writeByte('u');
    json.writeByte('0');
    json.writeByte('0');
    json.writeByte(HEX[c >> 4]);
    json.writeByte(HEX[c & 0xF]);
  }
}
