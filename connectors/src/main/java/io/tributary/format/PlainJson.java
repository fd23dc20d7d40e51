package io.tributary.format;

import io.tributary.example.FieldValues;
import io.tributary.example.FieldValues.Kind;

/**
 * Reads JSON objects that are written the usual way, as nearly all are, without a copy or a token
 * object: texts without escapes, numbers, booleans and null in the needed fields. It never rejects
 * a record but says that it is unusual, and the full parser finds out what it is. Not thread safe.
 */
final class PlainJson {
  private final JsonKeys keys = new JsonKeys();

  /**
   * Puts the needed fields of a record into {@code out}, or returns false when the record is
   * unusual; the content of {@code out} is then undefined.
   */
  boolean read(byte[] record, int offset, int length, FieldValues out) {
    int end = offset + length;
    out.clear(record);
    keys.start(out.names());
    int at = JsonTokens.skipBlanks(record, offset, end);
    if (JsonTokens.peek(record, at, end) != '{') {
      return false;
    }
    at = JsonTokens.skipBlanks(record, at + 1, end);
    if (JsonTokens.peek(record, at, end) == '}') {
      return isAll(record, at + 1, end);
    }
    int next = 0;
    while (JsonTokens.peek(record, at, end) == '"') {
      int entry = keys.find(record, at + 1, end, next);
      if (entry < 0) {
        return false;
      }
      next = entry + 1;
      at = colon(record, at + 1 + keys.length(entry), end);
      int slot = keys.slot(entry);
      int digits = JsonTokens.shortNumber(record, at, end);
      if (digits > 0) {
        if (slot >= 0) {
          out.refer(slot, Kind.NUMBER, at, digits);
        }
        at += digits + 1;
        continue;
      }
      at = value(record, JsonTokens.skipBlanks(record, at, end), end, slot, out);
      if (at < 0) {
        return false;
      }
      at = JsonTokens.skipBlanks(record, at, end);
      byte c = JsonTokens.peek(record, at, end);
      if (c != ',') {
        return c == '}' && isAll(record, at + 1, end);
      }
      at = JsonTokens.skipBlanks(record, at + 1, end);
    }
    return false;
  }

  /** Returns where a value starts, given where its name ends, or the record's end. */
  private static int colon(byte[] record, int after, int end) {
    if (record[after - 1] == ':') {
      return after;
    }
    int at = JsonTokens.skipBlanks(record, after, end);
    return JsonTokens.peek(record, at, end) == ':' ? at + 1 : end;
  }

  private static boolean isAll(byte[] record, int at, int end) {
    return JsonTokens.skipBlanks(record, at, end) == end;
  }

  /** Returns where a value ends, which is kept when there is a slot for it. */
  private static int value(byte[] record, int from, int end, int slot, FieldValues out) {
    if (slot < 0) {
      return JsonTokens.skip(record, from, end);
    }
    byte c = JsonTokens.peek(record, from, end);
    if (c == '-' || (c >= '0' && c <= '9')) {
      int after = JsonTokens.number(record, from, end);
      out.refer(slot, Kind.NUMBER, from, after - from);
      return after;
    }
    if (c == '"') {
      int quote = JsonTokens.string(record, from + 1, end);
      out.refer(slot, Kind.TEXT, from + 1, quote - from - 1);
      return quote < 0 ? JsonTokens.UNUSUAL : quote + 1;
    }
    return word(record, from, end, slot, out);
  }

  private static int word(byte[] record, int from, int end, int slot, FieldValues out) {
    byte c = JsonTokens.peek(record, from, end);
    if (c != 't' && c != 'f' && c != 'n') {
      return JsonTokens.UNUSUAL;
    }
    int after = JsonTokens.literal(record, from, end);
    if (c == 'n') {
      out.setNull(slot);
    } else {
      out.refer(slot, Kind.BOOLEAN, from, after - from);
    }
    return after;
  }
}
