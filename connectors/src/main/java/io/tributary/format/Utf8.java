package io.tributary.format;

/** Checks bytes that are to be UTF-8. */
public final class Utf8 {
  private Utf8() {}

  /** Returns true when the bytes are well-formed UTF-8. */
  public static boolean isValid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      if (bytes[at] >= 0) {
        at++;
      } else {
        int size = characterLength(bytes, at, end);
        if (size == 0) {
          return false;
        }
        at += size;
      }
    }
    return true;
  }

  /** Returns the length of a character of several bytes, or 0 when it is broken or cut off. */
  private static int characterLength(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xFF;
    int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || end - at < size) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    // The lowest second byte rules out overlong forms, the highest surrogates and beyond U+10FFFF.
    int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < size; i++) {
      if (!isContinuation(bytes[at + i])) {
        return 0;
      }
    }
    return size;
  }

  /** Returns the largest length up to a limit that doesn't cut a character of valid UTF-8. */
  public static int cut(byte[] bytes, int offset, int length, int limit) {
    if (length <= limit) {
      return length;
    }
    int cut = limit;
    while (cut > Math.max(0, limit - 3) && isContinuation(bytes[offset + cut])) {
      cut--;
    }
    return cut;
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }

  /** Returns the length of the byte order mark at the start, 3 or 0. */
  static int bomLength(byte[] bytes, int offset, int length) {
    return length >= 3
            && bytes[offset] == (byte) 0xEF
            && bytes[offset + 1] == (byte) 0xBB
            && bytes[offset + 2] == (byte) 0xBF
        ? 3
        : 0;
  }
}
