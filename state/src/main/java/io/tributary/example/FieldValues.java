package io.tributary.example;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The values of the needed fields of one record. Formats fill it, {@link Featurizer} reads it;
 * values are kept as the UTF-8 bytes they are written with. Reusable, not thread safe.
 */
public final class FieldValues {
  /** What a field holds. */
  public enum Kind {
    /** The record doesn't have the field. */
    MISSING,
    /** The field is null. */
    NULL,
    /** A text; formats without types, like CSV, have only these. */
    TEXT,
    /** A number, as it was written. */
    NUMBER,
    /** {@code true} or {@code false}. */
    BOOLEAN
  }

  private static final int SHOWN_CHARACTERS = 40;

  private final FieldNames names;
  private final Kind[] kinds;
  private final int[] offsets;
  private final int[] lengths;
  private byte[] bytes = new byte[256];
  private int used;

  /** Creates values that are all missing. */
  public FieldValues(FieldNames names) {
    this.names = names;
    kinds = new Kind[names.size()];
    offsets = new int[kinds.length];
    lengths = new int[kinds.length];
    Arrays.fill(kinds, Kind.MISSING);
  }

  /** Returns the fields. */
  public FieldNames names() {
    return names;
  }

  /** Makes all values missing. */
  public void clear() {
    Arrays.fill(kinds, Kind.MISSING);
    used = 0;
  }

  /** Sets a value, with a copy of its UTF-8 bytes; a later value replaces an earlier one. */
  public void set(int slot, Kind kind, byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, used, length);
    put(slot, kind, length);
  }

  /** Sets a value, encoding its characters; an unpaired surrogate becomes a question mark. */
  public void set(int slot, Kind kind, char[] source, int offset, int length) {
    reserve(Math.multiplyExact(length, 3));
    int at = used;
    for (int i = offset; i < offset + length; i++) {
      char c = source[i];
      if (c < 0x80) {
        bytes[at++] = (byte) c;
      } else if (c < 0x800) {
        bytes[at++] = (byte) (0xC0 | c >> 6);
        bytes[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        bytes[at++] = (byte) (0xE0 | c >> 12);
        bytes[at++] = (byte) (0x80 | (c >> 6 & 0x3F));
        bytes[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (i + 1 < offset + length && Character.isSurrogatePair(c, source[i + 1])) {
        int point = Character.toCodePoint(c, source[++i]);
        bytes[at++] = (byte) (0xF0 | point >> 18);
        bytes[at++] = (byte) (0x80 | (point >> 12 & 0x3F));
        bytes[at++] = (byte) (0x80 | (point >> 6 & 0x3F));
        bytes[at++] = (byte) (0x80 | (point & 0x3F));
      } else {
        bytes[at++] = '?';
      }
    }
    put(slot, kind, at - used);
  }

  /** Sets a value to null. */
  public void setNull(int slot) {
    put(slot, Kind.NULL, 0);
  }

  /**
   * Sets all values from a map: numbers and booleans as they are, others as their text. A number is
   * written as {@code toString} does, which matters where it is a category: a model that learned
   * the category 5 doesn't know 5.0.
   */
  public void set(Map<String, ?> record) {
    clear();
    for (int slot = 0; slot < kinds.length; slot++) {
      Object value = record.get(names.name(slot));
      if (value != null) {
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        set(slot, kindOf(value), text, 0, text.length);
      } else if (record.containsKey(names.name(slot))) {
        setNull(slot);
      }
    }
  }

  private static Kind kindOf(Object value) {
    if (value instanceof Number) {
      return Kind.NUMBER;
    }
    return value instanceof Boolean ? Kind.BOOLEAN : Kind.TEXT;
  }

  private void reserve(int more) {
    if (bytes.length - used < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(used, more), bytes.length * 2));
    }
  }

  private void put(int slot, Kind kind, int length) {
    kinds[slot] = kind;
    offsets[slot] = used;
    lengths[slot] = length;
    used += length;
  }

  /** Returns what a field holds. */
  public Kind kind(int slot) {
    return kinds[slot];
  }

  /** Returns true when a field holds a value: it is neither missing nor null. */
  public boolean isPresent(int slot) {
    return kinds[slot] != Kind.MISSING && kinds[slot] != Kind.NULL;
  }

  /** Returns the buffer that holds the values, until the next change. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns where a value starts in {@link #bytes()}. */
  public int offset(int slot) {
    return offsets[slot];
  }

  /** Returns the length of a value in bytes; 0 when it is missing or null. */
  public int length(int slot) {
    return kinds[slot] == Kind.MISSING ? 0 : lengths[slot];
  }

  /**
   * Returns a value as a number. A text that is a number counts as one, {@code true} is 1 and
   * {@code false} is 0.
   *
   * @throws UnusableRecordException when it is not a finite number
   */
  public double number(int slot) {
    double number = numberOrNaN(slot);
    if (Double.isNaN(number)) {
      throw new UnusableRecordException(
          RejectReason.NOT_A_NUMBER, "field is not a number: " + describe(slot));
    }
    return number;
  }

  /** Returns a value as a number, or NaN when it is not a finite number. */
  double numberOrNaN(int slot) {
    return switch (kinds[slot]) {
      case MISSING, NULL -> Double.NaN;
      case BOOLEAN -> bytes[offsets[slot]] == 't' ? 1 : 0;
      case TEXT, NUMBER -> Decimals.parse(bytes, offsets[slot], lengths[slot]);
    };
  }

  /** Returns a value as a text; empty when it is missing or null. */
  public String text(int slot) {
    return new String(bytes, offsets[slot], length(slot), StandardCharsets.UTF_8);
  }

  /** Returns {@code field=name value=text} for messages, the text cut to forty characters. */
  String describe(int slot) {
    // Cut the bytes first: a value may be as large as a record.
    int shown = Math.min(length(slot), 4 * SHOWN_CHARACTERS + 4);
    String text = new String(bytes, offsets[slot], shown, StandardCharsets.UTF_8);
    String cut =
        text.codePointCount(0, text.length()) <= SHOWN_CHARACTERS
            ? text
            : text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "...";
    return "field=" + names.name(slot) + " value=" + (isPresent(slot) ? cut : kinds[slot]);
  }
}
