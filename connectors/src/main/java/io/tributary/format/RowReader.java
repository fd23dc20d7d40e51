package io.tributary.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into rows that end with LF or CR LF. Not thread safe. */
final class RowReader {
  private static final int BUFFER_BYTES = 1 << 17;

  /** Larger rows are taken for a quote that is not closed, before they fill the memory. */
  static final int MAX_ROW_BYTES = 1 << 24;

  private final InputStream in;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int start;
  private int end;
  private int next;
  private int limit;
  private long line = 1;
  private long nextLine = 1;

  RowReader(InputStream in) throws IOException {
    this.in = in;
    boolean more = true;
    while (limit < 3 && more) {
      more = fill();
    }
    next = Utf8.bomLength(buffer, 0, limit);
    start = next;
  }

  /** Returns the first byte that is not blank, without moving, or -1 when there is none. */
  int peek() throws IOException {
    int at = next;
    while (true) {
      while (at < limit) {
        if (buffer[at] > ' ' || buffer[at] < 0) {
          return buffer[at] & 0xFF;
        }
        at++;
      }
      at -= start;
      if (!fill()) {
        return -1;
      }
    }
  }

  /**
   * Moves to the next row, or returns false at the end.
   *
   * @param quotes whether a line end within double quotes is part of a row
   */
  boolean nextRow(boolean quotes) throws IOException {
    start = next;
    line = nextLine;
    int at = start;
    boolean quoted = false;
    while (true) {
      if (at == limit) {
        at -= start;
        if (!fill()) {
          next = limit;
          end = withoutReturn(limit);
          return start < limit;
        }
      }
      byte c = buffer[at++];
      if (c == '"') {
        quoted = quotes && !quoted;
      } else if (c == '\n') {
        nextLine++;
        if (!quoted) {
          break;
        }
      }
    }
    next = at;
    end = withoutReturn(at - 1);
    return true;
  }

  private int withoutReturn(int rowEnd) {
    return rowEnd > start && buffer[rowEnd - 1] == '\r' ? rowEnd - 1 : rowEnd;
  }

  /**
   * Moves to the first line of the row that the present one is taken for, because of a quote that
   * does not belong there. What comes after that line is the next row.
   */
  void cutToLine() {
    int at = start;
    while (at < limit && buffer[at] != '\n') {
      at++;
    }
    end = withoutReturn(at);
    next = Math.min(limit, at + 1);
    nextLine = line + 1;
  }

  /** Returns what the file is that begins here, or null when it may be text. */
  @Nullable String unreadableKind() {
    return FileKind.unreadable(buffer, next, limit - next);
  }

  /** Reads more, after moving the row begun to the start of the buffer. */
  private boolean fill() throws IOException {
    if (limit - start > MAX_ROW_BYTES) {
      throw new RowTooLongException();
    }
    next -= start;
    limit -= start;
    System.arraycopy(buffer, start, buffer, 0, limit);
    start = 0;
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, limit * 2);
    }
    int count = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(0, count);
    return count > 0;
  }

  /** Returns the buffer that holds the row, until the next move. */
  byte[] buffer() {
    return buffer;
  }

  int offset() {
    return start;
  }

  int length() {
    return end - start;
  }

  /** Returns the line on which the row starts, from 1. */
  long line() {
    return line;
  }

  boolean isBlank() {
    for (int i = start; i < end; i++) {
      if (buffer[i] > ' ' || buffer[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** A row that is too long to be one. */
  static final class RowTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    RowTooLongException() {
      super("row is too long, or a quote is not closed: allowed=" + MAX_ROW_BYTES);
    }
  }
}
