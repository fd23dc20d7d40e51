package io.tributary.example;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The values of the needed fields of one record. Formats fill it, {@link Featurizer} reads it;
 * values are kept as the UTF-8 bytes they are written with, mostly where the record has them, or as
 * binary numbers, whose text is made when somebody asks for it. Reusable, not thread safe.
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
    BOOLEAN;

    @SuppressWarnings("EnumOrdinal") // never stored nor sent
    byte code() {
      return (byte) ordinal();
    }
  }

  private static final int SHOWN_CHARACTERS = 40;
  private static final int KIND_BITS = 3;
  private static final int KIND_MASK = (1 << KIND_BITS) - 1;
  private static final Kind[] KINDS = Kind.values();
  private static final byte MISSING = 0;
  private static final byte NULL = 1;
  private static final byte BOOLEAN = Kind.BOOLEAN.code();
  private static final byte[] NONE = new byte[0];

  /** Where the bytes of a value are. */
  private static final byte IN_RECORD = 0;

  private static final byte IN_BUFFER = 1;
  private static final byte AS_LONG = 2;
  private static final byte AS_DOUBLE = 3;

  private final FieldNames names;
  // What each field holds and where. Bytes rather than objects: storing a reference costs the
  // garbage collector's write barrier.
  private final byte[] states;

  // The binary number, or the offset (higher half) and the length of the bytes.
  private final long[] contents;
  private byte[] record = NONE;
  private byte[] buffer = new byte[256];
  private int used;

  /** Creates values that are all missing. */
  public FieldValues(FieldNames names) {
    this.names = names;
    states = new byte[names.size()];
    contents = new long[states.length];
  }

  /** Returns the fields. */
  public FieldNames names() {
    return names;
  }

  /** Makes all values missing. */
  public void clear() {
    clear(NONE);
  }

  /**
   * Makes all values missing, and takes the bytes that {@link #refer} is about; they must not
   * change while the values are used.
   */
  public void clear(byte[] newRecord) {
    Arrays.fill(states, MISSING);
    record = newRecord;
    used = 0;
  }

  /** Sets a value to UTF-8 bytes within the record, without a copy. */
  public void refer(int slot, Kind kind, int offset, int length) {
    states[slot] = state(kind, IN_RECORD);
    contents[slot] = span(offset, length);
  }

  /** Sets a value to a whole number, which is written as {@link Long#toString} does. */
  public void setLong(int slot, long number) {
    states[slot] = state(Kind.NUMBER, AS_LONG);
    contents[slot] = number;
  }

  /**
   * Sets a value to a number, which is written as {@link Double#toString} does. One that is not
   * finite is a number to nobody: features that need numbers reject it.
   */
  public void setDouble(int slot, double number) {
    states[slot] = state(Kind.NUMBER, AS_DOUBLE);
    contents[slot] = Double.doubleToRawLongBits(number);
  }

  /** Sets a value, with a copy of its UTF-8 bytes; a later value replaces an earlier one. */
  public void set(int slot, Kind kind, byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, buffer, used, length);
    put(slot, kind, length);
  }

  /** Sets a value, encoding its characters; an unpaired surrogate becomes a question mark. */
  public void set(int slot, Kind kind, char[] source, int offset, int length) {
    reserve(Math.multiplyExact(length, 3));
    int at = used;
    for (int i = offset; i < offset + length; i++) {
      char c = source[i];
      if (c < 0x80) {
        buffer[at++] = (byte) c;
      } else if (c < 0x800) {
        buffer[at++] = (byte) (0xC0 | c >> 6);
        buffer[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        buffer[at++] = (byte) (0xE0 | c >> 12);
        buffer[at++] = (byte) (0x80 | (c >> 6 & 0x3F));
        buffer[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (i + 1 < offset + length && Character.isSurrogatePair(c, source[i + 1])) {
        int point = Character.toCodePoint(c, source[++i]);
        buffer[at++] = (byte) (0xF0 | point >> 18);
        buffer[at++] = (byte) (0x80 | (point >> 12 & 0x3F));
        buffer[at++] = (byte) (0x80 | (point >> 6 & 0x3F));
        buffer[at++] = (byte) (0x80 | (point & 0x3F));
      } else {
        buffer[at++] = '?';
      }
    }
    put(slot, kind, at - used);
  }

  /** Sets a value to null. */
  public void setNull(int slot) {
    states[slot] = NULL;
  }

  /**
   * Sets all values from a map: numbers and booleans as they are, others as their text. A number is
   * written as {@code toString} does, which matters where it is a category: a model that learned
   * the category 5 doesn't know 5.0.
   */
  public void set(Map<String, ?> record) {
    clear();
    for (int slot = 0; slot < states.length; slot++) {
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
    if (buffer.length - used < more) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(used, more), buffer.length * 2));
    }
  }

  private void put(int slot, Kind kind, int length) {
    states[slot] = state(kind, IN_BUFFER);
    contents[slot] = span(used, length);
    used += length;
  }

  private static byte state(Kind kind, byte place) {
    return (byte) (place << KIND_BITS | kind.code());
  }

  private static long span(int offset, int length) {
    return (long) offset << Integer.SIZE | length;
  }

  private int place(int slot) {
    return states[slot] >> KIND_BITS;
  }

  /** Returns what a field holds. */
  public Kind kind(int slot) {
    return KINDS[states[slot] & KIND_MASK];
  }

  /** Returns true when a field holds a value: it is neither missing nor null. */
  public boolean isPresent(int slot) {
    return (states[slot] & KIND_MASK) > NULL;
  }

  /**
   * Returns the array that holds a value's bytes, until the next change; an array without meaning
   * when it is missing or null.
   */
  public byte[] bytes(int slot) {
    writeIfBinary(slot);
    return place(slot) == IN_RECORD ? record : buffer;
  }

  private void writeIfBinary(int slot) {
    if (place(slot) > IN_BUFFER) {
      write(slot);
    }
  }

  /** Gives a binary number its text. */
  private void write(int slot) {
    long number = contents[slot];
    boolean isLong = place(slot) == AS_LONG;
    if (isLong && number != Long.MIN_VALUE) {
      writeDigits(slot, number);
      return;
    }
    String text = isLong ? Long.toString(number) : Double.toString(Double.longBitsToDouble(number));
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[used + i] = (byte) text.charAt(i);
    }
    put(slot, Kind.NUMBER, text.length());
  }

  private void writeDigits(int slot, long number) {
    long rest = Math.abs(number);
    int length = number < 0 ? 2 : 1;
    for (long power = rest; power >= 10; power /= 10) {
      length++;
    }
    reserve(length);
    int at = used + length;
    do {
      buffer[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    if (number < 0) {
      buffer[used] = '-';
    }
    put(slot, Kind.NUMBER, length);
  }

  /** Returns where a value starts in {@link #bytes(int)}. */
  public int offset(int slot) {
    writeIfBinary(slot);
    return (int) (contents[slot] >>> Integer.SIZE);
  }

  /** Returns the length of a value in bytes; 0 when it is missing or null. */
  public int length(int slot) {
    if (!isPresent(slot)) {
      return 0;
    }
    writeIfBinary(slot);
    return (int) contents[slot];
  }

  /** Returns the hash of the bytes of a value that is present, behind a prefix. */
  int hash32(int slot, Murmur3.Prefixed prefix) {
    writeIfBinary(slot);
    long span = contents[slot];
    byte[] source = place(slot) == IN_RECORD ? record : buffer;
    return prefix.hash32(source, (int) (span >>> Integer.SIZE), (int) span);
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
    if (!isPresent(slot)) {
      return Double.NaN;
    }
    int place = place(slot);
    long content = contents[slot];
    if (place == AS_LONG) {
      return content;
    }
    if (place == AS_DOUBLE) {
      double number = Double.longBitsToDouble(content);
      return Double.isInfinite(number) ? Double.NaN : number;
    }
    byte[] source = place == IN_RECORD ? record : buffer;
    int offset = (int) (content >>> Integer.SIZE);
    if ((states[slot] & KIND_MASK) == BOOLEAN) {
      return source[offset] == 't' ? 1 : 0;
    }
    return Decimals.parse(source, offset, (int) content);
  }

  /** Returns a value as a text; empty when it is missing or null. */
  public String text(int slot) {
    int length = length(slot);
    return length == 0 ? "" : new String(bytes(slot), offset(slot), length, StandardCharsets.UTF_8);
  }

  /** Returns {@code field=name value=text} for messages, the text cut to forty characters. */
  String describe(int slot) {
    // Cut the bytes first: a value may be as large as a record.
    int shown = Math.min(length(slot), 4 * SHOWN_CHARACTERS + 4);
    String text =
        shown == 0 ? "" : new String(bytes(slot), offset(slot), shown, StandardCharsets.UTF_8);
    String cut =
        text.codePointCount(0, text.length()) <= SHOWN_CHARACTERS
            ? text
            : text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "...";
    return "field=" + names.name(slot) + " value=" + (isPresent(slot) ? cut : kind(slot));
  }
}
