package io.tributary.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One record of a data file.
 *
 * @param key the text of its key field, or null when there is none
 * @param json a JSON object
 * @param line the line on which it starts, from 1
 */
public record FileRecord(byte @Nullable [] key, byte[] json, long line) {
  @Override
  public boolean equals(Object other) {
    return other instanceof FileRecord that
        && line == that.line
        && Arrays.equals(key, that.key)
        && Arrays.equals(json, that.json);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(key) + Arrays.hashCode(json)) + Long.hashCode(line);
  }

  @Override
  public String toString() {
    return "FileRecord[line=" + line + " bytes=" + json.length + "]";
  }
}
