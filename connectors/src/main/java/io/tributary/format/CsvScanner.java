package io.tributary.format;

import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Walks over the cells of CSV rows (RFC 4180): rows end with LF or CR LF, cells that hold
 * delimiters, quotes or line ends are quoted, and quotes within them are doubled. Not thread safe.
 */
final class CsvScanner {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long HIGH = EACH << 7;

  private final byte delimiter;
  private final long delimiters;

  /** Whether a byte may end a plain cell, or be none of it. */
  private final boolean[] stops = new boolean[256];

  private byte[] source = new byte[0];
  private int start;
  private int position;
  private int end;
  private boolean rowEnded;

  private byte[] text = source;
  private int offset;
  private int length;
  private boolean quoted;
  private boolean ascii;
  private byte[] unescaped = new byte[64];

  CsvScanner(char delimiter) {
    this.delimiter = (byte) delimiter;
    delimiters = delimiter * EACH;
    stops[delimiter] = true;
    stops['"'] = true;
    stops['\n'] = true;
    stops['\r'] = true;
  }

  /** Starts before the first row of these bytes. */
  void reset(byte[] bytes, int from, int count) {
    source = bytes;
    start = from;
    position = from;
    end = from + count;
    rowEnded = false;
  }

  /** Moves to the next cell of the row, or returns false when there is none. */
  boolean nextCell() {
    if (rowEnded) {
      return false;
    }
    quoted = position < end && source[position] == '"';
    if (quoted) {
      quotedCell();
    } else {
      plainCell();
    }
    if (position < end && source[position] == delimiter) {
      position++;
    } else {
      rowEnded = true;
    }
    return true;
  }

  /** Moves to the next row, after all cells of the present one; returns false when it is blank. */
  boolean nextRow() {
    while (position < end && (source[position] == '\r' || source[position] == '\n')) {
      position++;
    }
    rowEnded = position == end;
    return !rowEnded;
  }

  private void plainCell() {
    byte[] bytes = source;
    int limit = end;
    int at = position;
    long high = 0;
    for (; at + Long.BYTES <= limit; at += Long.BYTES) {
      long word = (long) LONG.get(bytes, at);
      long marks = marks(word);
      high |= word & ((marks & -marks) - 1) & HIGH;
      if (marks != 0) {
        at += Long.numberOfTrailingZeros(marks) >>> 3;
        break;
      }
    }
    int all = high == 0 ? 0 : -1;
    while (at < limit) {
      byte c = bytes[at];
      if (stops[c & 0xFF]) {
        if (c == '"') {
          throw broken("quote within a cell that is not quoted", at);
        }
        if (c != '\r' || isLineEnd(at)) {
          break;
        }
      }
      all |= c;
      at++;
    }
    ascii = all >= 0;
    text = bytes;
    offset = position;
    length = at - position;
    position = at;
  }

  /**
   * Marks what may end a cell, the delimiter and all up to the quote, in the highest bit of each
   * such byte. Bytes after the first one may be marked without being any of these.
   */
  private long marks(long word) {
    return (((word ^ delimiters) - EACH) | (word - ('"' + 1) * EACH)) & ~word & HIGH;
  }

  private void quotedCell() {
    int open = position;
    int at = open + 1;
    int doubled = 0;
    while (true) {
      while (at < end && source[at] != '"') {
        at++;
      }
      if (at == end) {
        throw broken("quote is not closed", open);
      }
      if (at + 1 == end || source[at + 1] != '"') {
        break;
      }
      doubled++;
      at += 2;
    }
    position = at + 1;
    if (position < end && source[position] != delimiter && !isLineEnd(position)) {
      throw broken("text after a closing quote" + separator(source[position]), position);
    }
    ascii = false;
    text = source;
    offset = open + 1;
    length = at - offset;
    if (doubled > 0) {
      unescape(doubled);
    }
  }

  private String separator(byte found) {
    boolean isSeparator = found != delimiter && CsvSeparator.isOne((char) found);
    return isSeparator
        ? " that may be the separator of columns, " + CsvSeparator.shown((char) found)
        : "";
  }

  private void unescape(int doubled) {
    if (unescaped.length < length) {
      unescaped = Arrays.copyOf(unescaped, Math.max(length, unescaped.length * 2));
    }
    int to = 0;
    for (int from = offset; from < offset + length; from++) {
      unescaped[to++] = source[from];
      if (source[from] == '"') {
        from++;
      }
    }
    text = unescaped;
    offset = 0;
    length -= doubled;
  }

  private boolean isLineEnd(int at) {
    byte c = source[at];
    return c == '\n' || (c == '\r' && (at + 1 == end || source[at + 1] == '\n'));
  }

  private UnusableRecordException broken(String problem, int at) {
    return new UnusableRecordException(
        RejectReason.NOT_CSV, "csv is broken, " + problem + ": byte=" + (at - start));
  }

  /** Returns the buffer that holds the cell, until the next move. */
  byte[] text() {
    return text;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /** Returns true when the cell is known to be plain ASCII; false says nothing. */
  boolean isAscii() {
    return ascii;
  }

  /** Returns true when the cell has nothing in it, not even quotes. */
  boolean isMissing() {
    return length == 0 && !quoted;
  }
}
