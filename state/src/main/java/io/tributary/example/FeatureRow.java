package io.tributary.example;

import io.tributary.example.FeatureEncoder.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The record being encoded: its values, its parsed times, and the feature in the making. */
final class FeatureRow {
  private static final byte[][] SMALL_NUMBERS = new byte[24][];
  private static final byte[][] MONTH_DAYS = new byte[1232][];

  static {
    for (int i = 0; i < SMALL_NUMBERS.length; i++) {
      SMALL_NUMBERS[i] = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
    }
    for (int i = 0; i < MONTH_DAYS.length; i++) {
      String text = String.format(Locale.ROOT, "%02d-%02d", i / 100, i % 100);
      MONTH_DAYS[i] = text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final TimeFormat format;
  private final long[] times;
  private final boolean[] parsed;
  private FieldValues values;
  private byte[] text = new byte[64];
  private int length;
  private int coordinate;
  private long key;
  private float x;

  FeatureRow(FieldNames fields, TimeFormat format) {
    this.format = format;
    times = new long[fields.size()];
    parsed = new boolean[times.length];
    values = new FieldValues(fields);
  }

  void reset(FieldValues newValues) {
    values = newValues;
    Arrays.fill(parsed, false);
  }

  FieldValues values() {
    return values;
  }

  /** Returns the time of a field, parsed once however many features need it. */
  long time(int slot) {
    if (!parsed[slot]) {
      times[slot] = format.parse(values.bytes(slot), values.offset(slot), values.length(slot));
      parsed[slot] = true;
    }
    if (times[slot] == TimeFormat.INVALID) {
      throw new UnusableRecordException(
          RejectReason.TIME_INVALID,
          "time can't be read: " + values.describe(slot) + " format=" + format);
    }
    return times[slot];
  }

  void start() {
    length = 0;
  }

  void append(Text part) {
    int slot = part.slot();
    if (part.part() == null) {
      append(values.bytes(slot), values.offset(slot), values.length(slot));
    } else {
      long time = time(slot);
      byte[] rendered =
          switch (part.part()) {
            case HOUR -> SMALL_NUMBERS[UtcTimes.hour(time)];
            case DAY_OF_WEEK -> SMALL_NUMBERS[UtcTimes.dayOfWeek(time)];
            case MONTH_DAY -> MONTH_DAYS[UtcTimes.monthDay(time)];
          };
      append(rendered, 0, rendered.length);
    }
  }

  void append(byte[] prefix) {
    append(prefix, 0, prefix.length);
  }

  void append(byte c) {
    reserve(1);
    text[length++] = c;
  }

  private void append(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, text, length, count);
    length += count;
  }

  private void reserve(int more) {
    if (text.length - length < more) {
      text = Arrays.copyOf(text, Math.max(Math.addExact(length, more), text.length * 2));
    }
  }

  /** Returns the hash of what was appended, behind a prefix. */
  int hash(Murmur3.Prefixed prefix) {
    return prefix.hash32(text, 0, length);
  }

  /** Returns the 64-bit hash of what was appended. */
  long hash64() {
    return Murmur3.hash64(text, 0, length);
  }

  /** Returns what a part would append. */
  String text(Text part) {
    start();
    append(part);
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  void result(int newCoordinate, float newX) {
    coordinate = newCoordinate;
    x = newX;
  }

  void keyResult(long newKey, float newX) {
    key = newKey;
    result(FeatureKeys.coordinate(newKey), newX);
  }

  long key() {
    return key;
  }

  int coordinate() {
    return coordinate;
  }

  float x() {
    return x;
  }
}
