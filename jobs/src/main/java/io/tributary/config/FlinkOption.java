package io.tributary.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An option that a Flink job may have. The options are in a file beside this class, because the
 * configuration knows nothing of Flink; a test compares the file with Flink's own classes.
 *
 * @param key its full name
 * @param type what its values look like
 * @param choices the only values, or none when there are too many to list
 */
record FlinkOption(String key, Type type, List<String> choices) {
  /** What values look like. */
  enum Type {
    STRING(".*", "a text"),
    ENUM(".*", ""),
    BOOLEAN("(?i)true|false", "true or false"),
    INTEGER("-?\\d{1,10}", "a whole number"),
    LONG("-?\\d{1,19}", "a whole number"),
    FLOAT("-?\\d+(\\.\\d+)?([eE]-?\\d+)?", "a number"),
    DOUBLE("-?\\d+(\\.\\d+)?([eE]-?\\d+)?", "a number"),
    DURATION("\\d+ ?(ns|ms|s|sec|m|min|h|d)?", "a duration like 500ms, 10s, 5min or 1h"),
    MEMORYSIZE("\\d+ ?(b|k|kb|m|mb|g|gb)?", "a size like 64kb, 64mb or 1gb");

    private final Pattern pattern;
    private final String shown;

    Type(String pattern, String shown) {
      this.pattern = Pattern.compile(pattern);
      this.shown = shown;
    }
  }

  private static final String RESOURCE = "flink-options.txt";

  /** Returns all options by their names. */
  static Map<String, FlinkOption> all() {
    return Catalogue.ALL;
  }

  boolean allows(String value) {
    return choices.isEmpty()
        ? type.pattern.matcher(value.strip()).matches()
        : choices.stream().anyMatch(value.strip()::equalsIgnoreCase);
  }

  /** Returns what is allowed, for messages. */
  String allowed() {
    return choices.isEmpty() ? type.shown : choices.toString();
  }

  private static FlinkOption of(String line) {
    List<String> words = List.of(line.split(" "));
    return new FlinkOption(
        words.get(0),
        Type.valueOf(words.get(1).toUpperCase(Locale.ROOT)),
        words.subList(2, words.size()));
  }

  /** Read once, and only when a file has such a section. */
  private static final class Catalogue {
    private static final Map<String, FlinkOption> ALL = new LinkedHashMap<>();

    static {
      try (InputStream in =
          Objects.requireNonNull(FlinkOption.class.getResourceAsStream(RESOURCE), RESOURCE)) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(FlinkOption::of)
            .forEach(option -> ALL.put(option.key(), option));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
