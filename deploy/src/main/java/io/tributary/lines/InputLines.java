package io.tributary.lines;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into lines that end with LF or CR LF. Of a line that is too long only the number of
 * its bytes is kept. Waits for no more than a line. Not thread safe.
 */
final class InputLines {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final int maxBytes;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int at;
  private int limit;
  private byte[] line = new byte[1024];
  private int size;
  private long length;
  private long number;

  InputLines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** Moves to the next line, or returns false at the end. */
  boolean next() throws IOException {
    size = 0;
    length = 0;
    boolean some = false;
    while (at < limit || fill()) {
      some = true;
      int end = at;
      while (end < limit && chunk[end] != '\n') {
        end++;
      }
      append(end);
      boolean isWhole = end < limit;
      at = isWhole ? end + 1 : end;
      if (isWhole) {
        break;
      }
    }
    if (some) {
      number++;
      trim();
    }
    return some;
  }

  private boolean fill() throws IOException {
    at = 0;
    limit = Math.max(0, in.read(chunk, 0, chunk.length));
    return limit > 0;
  }

  private void append(int end) {
    length += end - at;
    // One more than allowed may be the CR that is no part of the line.
    int kept = (int) Math.min(end - at, Math.max(0, maxBytes + 1L + MARK.length - size));
    if (size + kept > line.length) {
      line = Arrays.copyOf(line, Math.max(size + kept, 2 * line.length));
    }
    System.arraycopy(chunk, at, line, size, kept);
    size += kept;
  }

  private void trim() {
    if (length == size && size > 0 && line[size - 1] == '\r') {
      size--;
      length--;
    }
    // Some editors begin a file with a mark that is no part of its text.
    if (number == 1
        && size >= MARK.length
        && Arrays.equals(line, 0, MARK.length, MARK, 0, MARK.length)) {
      size -= MARK.length;
      length -= MARK.length;
      System.arraycopy(line, MARK.length, line, 0, size);
    }
  }

  boolean isTooLong() {
    return length > maxBytes;
  }

  boolean isBlank() {
    for (int i = 0; i < size; i++) {
      if (line[i] > ' ' || line[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the bytes of the line. */
  byte[] bytes() {
    return Arrays.copyOf(line, size);
  }

  /** Returns the number of bytes that the line has, also when it is too long. */
  long length() {
    return length;
  }

  /** Returns the number of the line, from 1. */
  long number() {
    return number;
  }
}
