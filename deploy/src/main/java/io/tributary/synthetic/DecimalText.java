package io.tributary.synthetic;

import io.tributary.codec.ByteWriter;

/** Writes numbers that are not negative as decimal digits, without garbage. Not thread safe. */
final class DecimalText {
  private static final int LONGEST = 24;

  private final byte[] text = new byte[LONGEST];

  /** Writes the value of a column. */
  void write(Column.Type type, long value, ByteWriter out) {
    int at = LONGEST;
    long rest = value;
    if (type == Column.Type.DECIMAL) {
      for (int i = 0; i < Column.DECIMALS; i++) {
        text[--at] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      text[--at] = '.';
    }
    do {
      text[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    out.writeBytes(text, at, LONGEST - at);
  }
}
