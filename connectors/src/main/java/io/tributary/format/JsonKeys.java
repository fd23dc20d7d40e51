package io.tributary.format;

import io.tributary.example.FieldNames;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the names of JSON fields. Records of one topic mostly have the same fields in the same
 * order, so the name that was next in an earlier record is compared first, as one or two words of
 * eight bytes; optional fields may be left out. Not thread safe.
 *
 * <p>A lookup answers with the entry of the name, from which the next lookup goes on.
 */
final class JsonKeys {
  /** Longer names are left to the full parser, which allows a few more. */
  static final int MAX_NAME = 1000;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Further fields share the last entry, and are looked up each time. */
  private static final int ENTRIES = 256;

  /** How many fields in a row may be left out without looking the next one up. */
  private static final int LEFT_OUT = 3;

  /** No bytes are this one where the mask is 0. */
  private static final long NO_NAME = 1;

  private static final byte[] NONE = {};

  // A name's bytes and the quote after it, and the colon if that comes next: the first eight, with
  // a mask, the last eight, and all. One entry more, which is never found, ends the search.
  private final long[] heads = new long[ENTRIES + 1];
  private final long[] masks = new long[ENTRIES + 1];
  private final long[] tails = new long[ENTRIES];
  private final byte[][] texts = new byte[ENTRIES][];
  private final int[] lengths = new int[ENTRIES];
  private final int[] slots = new int[ENTRIES];
  private @Nullable FieldNames names;

  /** Starts a record. */
  void start(FieldNames fields) {
    if (fields != names) {
      names = fields;
      Arrays.fill(masks, 0);
      Arrays.fill(heads, NO_NAME);
    }
  }

  /**
   * Returns the entry of the name that starts at a position, or {@link JsonTokens#UNUSUAL}.
   *
   * @param bytes the record
   * @param from where the name starts, after its quote
   * @param end where the record ends
   * @param expected the entry after that of the record's former name, or 0
   */
  int find(byte[] bytes, int from, int end, int expected) {
    long head =
        from + Long.BYTES <= end ? (long) LONG.get(bytes, from) : lastWord(bytes, from, end);
    if ((head & masks[expected]) == heads[expected] && isRest(bytes, from, end, expected)) {
      return expected;
    }
    return findFurther(bytes, from, end, expected);
  }

  private int findFurther(byte[] bytes, int from, int end, int expected) {
    long head = lastWord(bytes, from, Math.min(end, from + Long.BYTES));
    int last = Math.min(ENTRIES, expected + 1 + LEFT_OUT);
    for (int entry = expected + 1; entry < last; entry++) {
      if ((head & masks[entry]) == heads[entry] && isRest(bytes, from, end, entry)) {
        return entry;
      }
    }
    return learn(bytes, from, end, Math.min(expected, ENTRIES - 1));
  }

  private static long lastWord(byte[] bytes, int from, int end) {
    long word = 0;
    for (int at = end - 1; at >= from; at--) {
      word = (word << Byte.SIZE) | (bytes[at] & 0xFF);
    }
    return word;
  }

  private boolean isRest(byte[] bytes, int from, int end, int entry) {
    int length = lengths[entry];
    if (length <= Long.BYTES) {
      // No end of record was taken for a part of the name: the quote is no zero.
      return true;
    }
    if (from + length > end || (long) LONG.get(bytes, from + length - 8) != tails[entry]) {
      return false;
    }
    return length <= 16
        || Arrays.equals(bytes, from + 8, from + length - 8, texts[entry], 8, length - 8);
  }

  private int learn(byte[] bytes, int from, int end, int entry) {
    int quote = JsonTokens.string(bytes, from, end);
    if (quote < 0 || quote - from > MAX_NAME || names == null) {
      return JsonTokens.UNUSUAL;
    }
    int after = JsonTokens.peek(bytes, quote + 1, end) == ':' ? quote + 2 : quote + 1;
    int length = after - from;
    heads[entry] = lastWord(bytes, from, Math.min(after, from + Long.BYTES));
    masks[entry] = length >= Long.BYTES ? -1L : (1L << (Byte.SIZE * length)) - 1;
    tails[entry] = lastWord(bytes, Math.max(from, after - Long.BYTES), after);
    texts[entry] = length > 16 ? Arrays.copyOfRange(bytes, from, after) : NONE;
    lengths[entry] = length;
    slots[entry] = names.slot(bytes, from, quote - from);
    return entry;
  }

  /** Returns the slot of an entry's name, or -1 when nobody needs it. */
  int slot(int entry) {
    return slots[entry];
  }

  /**
   * Returns the length of an entry's name, with the quote after it, and the colon if that comes
   * next.
   */
  int length(int entry) {
    return lengths[entry];
  }
}
