package io.tributary.config;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * One thing that is wrong in a pipeline file.
 *
 * @param key where, like {@code training.round.examples}
 * @param value what stands there, or null when it must not show or does not matter
 * @param problem what is wrong with it
 * @param details what would be right, or where to look: name=value pairs, or empty
 * @param position where the key stands, or what it is missing in; null when that is not in the file
 */
public record PipelineError(
    String key,
    @Nullable String value,
    String problem,
    String details,
    @Nullable Position position) {
  private static final int SHOWN_CHARACTERS = 80;

  /**
   * A place in the file.
   *
   * @param line from 1
   * @param column from 1
   */
  public record Position(int line, int column) {
    static Position of(Mark mark) {
      return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public String toString() {
      return "line=" + line + " column=" + column;
    }
  }

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
    String pairs =
        Stream.of(
                value == null ? "" : "value=" + value,
                details,
                position == null ? "" : position.toString())
            .filter(pair -> !pair.isEmpty())
            .collect(Collectors.joining(" "));
    return key + ": " + problem + (pairs.isEmpty() ? "" : ": " + pairs);
  }
}
