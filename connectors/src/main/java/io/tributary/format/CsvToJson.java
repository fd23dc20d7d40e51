package io.tributary.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns CSV rows under one header into flat JSON objects. Not thread safe. */
final class CsvToJson {
  private static final int NUMBER_DIGITS = 15;
  private static final JsonFactory JSON = new JsonFactory();

  private final CsvScanner scanner = new CsvScanner(',');
  private final ByteArrayOutputStream json = new ByteArrayOutputStream();
  private final List<String> columns;
  private final SerializedString[] names;
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
    names = columns.stream().map(SerializedString::new).toArray(SerializedString[]::new);
  }

  /** Returns the names of the columns. */
  List<String> columns() {
    return List.copyOf(columns);
  }

  /** Returns the JSON object of a row, and keeps its key. */
  byte[] convert(RowReader row) {
    scanner.reset(row.buffer(), row.offset(), row.length());
    json.reset();
    key = null;
    try (JsonGenerator out = JSON.createGenerator(json)) {
      writeRow(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return json.toByteArray();
  }

  private void writeRow(JsonGenerator out) throws IOException {
    int column = 0;
    out.writeStartObject();
    while (scanner.nextCell()) {
      if (column < names.length && !scanner.isMissing()) {
        writeField(out, column);
      }
      column++;
    }
    if (column != names.length) {
      throw new IllegalArgumentException(
          "wrong number of columns: columns=" + column + " allowed=" + names.length);
    }
    out.writeEndObject();
  }

  /** Returns the key of the row last converted, or null when it has none. */
  byte @Nullable [] key() {
    return key;
  }

  private void writeField(JsonGenerator out, int column) throws IOException {
    byte[] text = scanner.text();
    int offset = scanner.offset();
    int length = scanner.length();
    out.writeFieldName(names[column]);
    if (isNumber(text, offset, length)) {
      out.writeNumber(new String(text, offset, length, StandardCharsets.US_ASCII));
    } else if (Utf8.isValid(text, offset, length)) {
      out.writeUTF8String(text, offset, length);
    } else {
      throw new IllegalArgumentException("text is not utf-8");
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
}
