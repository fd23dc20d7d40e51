package io.tributary.training;

import io.tributary.format.Utf8;
import io.tributary.rejected.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be used, as people look at it: short, and on one line.
 *
 * @param where where it came from, name=value pairs
 * @param detail why it could not be used
 * @param value how it begins
 */
public record RejectedSample(String where, String detail, String value) {
  private static final int SHOWN_BYTES = 200;
  private static final int SHOWN_CHARACTERS = 300;

  /** Returns the sample of a record of a topic. */
  static RejectedSample of(RejectedRecord record) {
    return of(
        "topic="
            + record.topic()
            + " partition="
            + record.partition()
            + " offset="
            + record.offset(),
        record.detail(),
        record.value());
  }

  /** Returns the sample of a record, whose texts may be of any length and hold anything. */
  public static RejectedSample of(String where, String detail, byte @Nullable [] value) {
    return new RejectedSample(
        escape(where, SHOWN_CHARACTERS),
        escape(detail, SHOWN_CHARACTERS),
        value == null ? "" : beginning(value));
  }

  private static String beginning(byte[] value) {
    int length = Utf8.cut(value, 0, value.length, SHOWN_BYTES);
    String cut = length < value.length ? "..." : "";
    if (!Utf8.isValid(value, 0, length)) {
      // Not a text, or in another encoding: its first bytes say more than question marks.
      int shown = Math.min(length, SHOWN_BYTES / 4);
      return "bytes " + HexFormat.ofDelimiter(" ").formatHex(value, 0, shown) + cut;
    }
    return escape(new String(value, 0, length, StandardCharsets.UTF_8), SHOWN_BYTES) + cut;
  }

  /** Escapes control characters: what somebody sent must not control a terminal. */
  private static String escape(String text, int most) {
    StringBuilder line = new StringBuilder();
    int end = Math.min(text.length(), most);
    for (int at = 0; at < end; ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      switch (point) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (isShown(point)) {
            line.appendCodePoint(point);
          } else {
            line.append(String.format("\\u%04x", point));
          }
        }
      }
    }
    return end < text.length() ? line + "..." : line.toString();
  }

  private static boolean isShown(int point) {
    int type = Character.getType(point);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
