package io.tributary.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in a pipeline file.
 *
 * @param key where, like {@code training.round.examples}
 * @param value what stands there, or null when it must not show or does not matter
 * @param problem what is wrong with it
 * @param details what would be right, or where to look: name=value pairs, or empty
 */
public record PipelineError(String key, @Nullable String value, String problem, String details) {
  private static final int SHOWN_CHARACTERS = 80;

  public PipelineError {
    value = value == null ? null : shorten(value);
  }

  private static String shorten(String value) {
    String line = value.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
  }

  /** Returns one line for people. */
  @Override
  public String toString() {
    String pairs = ((value == null ? "" : "value=" + value) + " " + details).strip();
    return key + ": " + problem + (pairs.isEmpty() ? "" : ": " + pairs);
  }
}
