package io.tributary.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of the file while it is read. Each read names its key and what is allowed; a value that
 * is not allowed is reported and replaced by the fallback, so that reading goes on to the next
 * error. {@link #end} reports the keys that nobody has read.
 */
final class Section {
  private static final String WHOLE = "whole number";
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)|0");

  private final String path;
  private final Map<String, Node> entries;
  private final PipelineErrors errors;
  private final KeyListener keys;
  private final boolean usable;
  private final Set<String> known = new LinkedHashSet<>();

  private Section(
      String path,
      Map<String, Node> entries,
      PipelineErrors errors,
      KeyListener keys,
      boolean usable) {
    this.path = path;
    this.entries = entries;
    this.errors = errors;
    this.keys = keys;
    this.usable = usable;
  }

  /** Returns the section of a whole file. */
  static Section of(MappingNode root, PipelineErrors errors, KeyListener keys) {
    return new Section("", YamlNodes.entries(root), errors, keys, true);
  }

  /**
   * Returns the section of a value, which must be a mapping; null stands for an empty one.
   *
   * @param path full name of the value
   */
  Section at(@Nullable Node node, String path) {
    if (node instanceof MappingNode mapping) {
      return new Section(path, YamlNodes.entries(mapping), errors, keys, true);
    }
    boolean absent = node == null || YamlNodes.isNull(node);
    if (node != null && !absent && !YamlNodes.isUnusable(node)) {
      errors.add(path, "not a mapping of keys to values", "");
    }
    return new Section(path, Map.of(), errors, keys, absent);
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Returns the full name of a key. */
  String path(String key) {
    return join(path, key);
  }

  /** Returns true when a key is there and not null; it doesn't count as read. */
  boolean has(String key) {
    Node node = entries.get(key);
    return node != null && !YamlNodes.isNull(node);
  }

  /** Returns a value, or null when it is absent. */
  @Nullable Node node(String key) {
    known.add(key);
    Node node = entries.get(key);
    return node == null || YamlNodes.isNull(node) ? null : node;
  }

  /** Lets keys that are not read pass. */
  void allow(List<String> keys) {
    known.addAll(keys);
  }

  Section section(String key) {
    return at(node(key), path(key));
  }

  /** Returns a value of any kind that must be there, or null after reporting that it is not. */
  @Nullable Node required(String key, String allowed) {
    keys.asked(path(key), "", KeyListener.REQUIRED, allowed);
    Node node = node(key);
    if (node == null && usable) {
      errors.add(path(key), "missing", "allowed=" + allowed);
    }
    return node == null || YamlNodes.isUnusable(node) ? null : node;
  }

  /** Returns a single value that must be there, or null after reporting that it is not. */
  @Nullable ScalarNode requiredScalar(String key, String allowed) {
    return required(key, allowed) == null ? null : scalar(key);
  }

  /** Returns a text that must be there, not empty; or the empty text after an error. */
  String requiredText(String key, String allowed) {
    keys.asked(path(key), "text", KeyListener.REQUIRED, allowed);
    String text = required(key, allowed) == null ? null : notEmpty(key);
    return text == null ? "" : text;
  }

  /** Returns a single value, or null when it is absent or reported. */
  private @Nullable ScalarNode scalar(String key) {
    Node node = node(key);
    if (node instanceof ScalarNode scalar) {
      return YamlNodes.isUnusable(scalar) ? null : scalar;
    }
    if (node != null) {
      errors.add(path(key), YamlNodes.shown(node), "not a single value", "");
    }
    return null;
  }

  /** Returns a text that is not empty. */
  String text(String key, String fallback) {
    keys.asked(path(key), "text", fallback, "");
    String text = notEmpty(key);
    return text == null ? fallback : text;
  }

  /** Returns a text that is not empty, or null when it is absent. */
  @Nullable String textOrNull(String key) {
    keys.asked(path(key), "text", null, "");
    return notEmpty(key);
  }

  private @Nullable String notEmpty(String key) {
    ScalarNode scalar = scalar(key);
    if (scalar != null && scalar.getValue().isBlank()) {
      errors.add(path(key), "empty", "");
      return null;
    }
    return scalar == null ? null : scalar.getValue();
  }

  /** Returns a text, or true or false, as it is written; null when it is absent or a number. */
  @Nullable String wordOrNull(String key) {
    keys.asked(path(key), "number, text, true or false", null, "");
    return node(key) instanceof ScalarNode scalar
            && (scalar.getTag().equals(Tag.STR) || scalar.getTag().equals(Tag.BOOL))
        ? scalar.getValue()
        : null;
  }

  /** Returns one of some words. */
  String choice(String key, List<String> allowed, String fallback) {
    keys.asked(path(key), "word", fallback, String.join(", ", allowed));
    ScalarNode scalar = scalar(key);
    if (scalar == null || allowed.contains(scalar.getValue())) {
      return scalar == null ? fallback : scalar.getValue();
    }
    errors.add(path(key), YamlNodes.shown(scalar), "unknown", "allowed=" + allowed);
    return fallback;
  }

  boolean flag(String key, boolean fallback) {
    keys.asked(path(key), "true or false", Boolean.toString(fallback), "");
    ScalarNode scalar = scalar(key);
    if (scalar == null) {
      return fallback;
    }
    if (!scalar.getValue().equals("true") && !scalar.getValue().equals("false")) {
      errors.add(path(key), YamlNodes.shown(scalar), "neither true nor false", "");
      return fallback;
    }
    return scalar.getValue().equals("true");
  }

  int whole(String key, int fallback, int min, int max) {
    return whole(key, fallback, min, max, "");
  }

  /** Returns a whole number; {@code others} says in messages what else is allowed. */
  int whole(String key, int fallback, int min, int max, String others) {
    keys.asked(path(key), WHOLE, Integer.toString(fallback), min + " to " + max + others);
    Integer value = readWhole(key, min, max, others);
    return value == null ? fallback : value;
  }

  /** Returns a whole number, or null when it is absent or reported. */
  @Nullable Integer wholeOrNull(String key, int min, int max) {
    keys.asked(path(key), WHOLE, null, min + " to " + max);
    return readWhole(key, min, max, "");
  }

  private @Nullable Integer readWhole(String key, int min, int max, String others) {
    ScalarNode scalar = scalar(key);
    if (scalar == null) {
      return null;
    }
    try {
      int value = new BigDecimal(scalar.getValue().strip()).intValueExact();
      if (value >= min && value <= max) {
        return value;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    String problem = min == 1 ? "not a positive whole number" : "not a whole number in range";
    errors.add(path(key), YamlNodes.shown(scalar), problem, "allowed=" + min + ".." + max + others);
    return null;
  }

  double positive(String key, double fallback) {
    keys.asked(path(key), "number", Double.toString(fallback), "above 0");
    ScalarNode scalar = scalar(key);
    double value = scalar == null ? fallback : number(scalar);
    if (scalar != null && !(value > 0)) {
      errors.add(path(key), YamlNodes.shown(scalar), "not a positive number", "");
      return fallback;
    }
    return value;
  }

  double notNegative(String key, double fallback) {
    keys.asked(path(key), "number", Double.toString(fallback), "0 and above");
    ScalarNode scalar = scalar(key);
    double value = scalar == null ? fallback : number(scalar);
    if (scalar != null && !(value >= 0)) {
      errors.add(path(key), YamlNodes.shown(scalar), "not a number from zero up", "");
      return fallback;
    }
    return value;
  }

  double fraction(String key, double fallback) {
    String allowed = "above 0, below 1";
    keys.asked(path(key), "number", Double.toString(fallback), allowed);
    ScalarNode scalar = scalar(key);
    double value = scalar == null ? fallback : number(scalar);
    if (scalar != null && !(value > 0 && value < 1)) {
      errors.add(path(key), YamlNodes.shown(scalar), "not a share", "allowed=" + allowed);
      return fallback;
    }
    return value;
  }

  /** Returns a finite number, or NaN when the value is absent or reported. */
  double numberOrNaN(String key) {
    keys.asked(path(key), "number", null, "");
    ScalarNode scalar = scalar(key);
    double value = scalar == null ? Double.NaN : number(scalar);
    if (scalar != null && Double.isNaN(value)) {
      errors.add(path(key), YamlNodes.shown(scalar), "not a number", "");
    }
    return value;
  }

  private static double number(ScalarNode scalar) {
    try {
      double value = new BigDecimal(scalar.getValue().strip()).doubleValue();
      return Double.isInfinite(value) ? Double.NaN : value;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  Duration duration(String key, Duration fallback, Duration max) {
    keys.asked(path(key), "duration", shown(fallback), "0 to " + shown(max));
    ScalarNode scalar = scalar(key);
    if (scalar == null) {
      return fallback;
    }
    Matcher matcher = DURATION.matcher(scalar.getValue().strip());
    if (matcher.matches()) {
      Duration value = matcher.group(1) == null ? Duration.ZERO : of(matcher);
      if (value.compareTo(max) <= 0) {
        return value;
      }
    }
    errors.add(
        path(key),
        YamlNodes.shown(scalar),
        "not a duration in range",
        "allowed=0.." + max.toSeconds() + "s units=[ms, s, m, h, d]");
    return fallback;
  }

  private static String shown(Duration value) {
    long millis = value.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    return seconds % 3600 == 0 && seconds > 0 ? seconds / 3600 + "h" : seconds + "s";
  }

  private static Duration of(Matcher matcher) {
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** Returns the items of a list; none when it is absent or reported. */
  List<Node> list(String key) {
    keys.asked(path(key), "list", null, "");
    return items(key);
  }

  private List<Node> items(String key) {
    Node node = node(key);
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    if (node != null && !YamlNodes.isUnusable(node)) {
      errors.add(path(key), YamlNodes.shown(node), "not a list", "");
    }
    return List.of();
  }

  /** Returns the texts of a list, or null when it is absent or reported. */
  @Nullable List<String> textsOrNull(String key, String allowed) {
    keys.asked(path(key), "list", null, allowed);
    List<Node> items = items(key);
    if (!(node(key) instanceof SequenceNode)) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (Node node : items) {
      if (YamlNodes.isUnusable(node)) {
        return null;
      }
      if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
        errors.add(path(key), YamlNodes.shown(node), "not a text", "allowed=" + allowed);
        return null;
      }
      texts.add(scalar.getValue());
    }
    return texts;
  }

  /** Reports those of some keys that are there. */
  void refuse(List<String> unwanted, String facts) {
    for (String key : unwanted) {
      if (has(key)) {
        errors.add(path(key), "key has no meaning here", facts);
      }
    }
  }

  /** Reports the keys that were not read. Their values do not show: one may be a stray secret. */
  void end() {
    keys.ended(path, known);
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        String nearest = Nearest.to(key, known);
        errors.add(
            path(key),
            "unknown key",
            (nearest == null ? "" : "nearest=" + nearest + " ") + "allowed=" + known);
      }
    }
  }
}
