package io.tributary.config;

import io.tributary.config.YamlNode.Mapping;
import io.tributary.config.YamlNode.Scalar;
import io.tributary.config.YamlNode.Sequence;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the file while it is read. Each read names its key and what is allowed; a value that
 * is not allowed is reported and replaced by the fallback, so that reading goes on to the next
 * error. {@link #end} reports the keys that nobody has read.
 */
final class Section {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)|0");

  private final String path;
  private final Map<String, YamlNode> entries;
  private final PipelineErrors errors;
  private final boolean usable;
  private final Set<String> known = new LinkedHashSet<>();

  private Section(
      String path, Map<String, YamlNode> entries, PipelineErrors errors, boolean usable) {
    this.path = path;
    this.entries = entries;
    this.errors = errors;
    this.usable = usable;
  }

  /** Returns the section of a value, which must be a mapping; null stands for an empty one. */
  static Section of(@Nullable YamlNode node, String path, PipelineErrors errors) {
    if (node instanceof Mapping mapping) {
      return new Section(path, mapping.entries(), errors, true);
    }
    boolean absent = node == null || node.isNull();
    if (node != null && !absent && !node.isUnusable()) {
      errors.add(path, "not a mapping of keys to values", "");
    }
    return new Section(path, Map.of(), errors, absent);
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
    YamlNode node = entries.get(key);
    return node != null && !node.isNull();
  }

  /** Returns a value, or null when it is absent. */
  @Nullable YamlNode node(String key) {
    known.add(key);
    YamlNode node = entries.get(key);
    return node == null || node.isNull() ? null : node;
  }

  /** Lets keys that are not read pass. */
  void allow(List<String> keys) {
    known.addAll(keys);
  }

  Section section(String key) {
    return of(node(key), path(key), errors);
  }

  /** Returns a value of any kind that must be there, or null after reporting that it is not. */
  @Nullable YamlNode required(String key, String allowed) {
    YamlNode node = node(key);
    if (node == null && usable) {
      errors.add(path(key), "missing", "allowed=" + allowed);
    }
    return node == null || node.isUnusable() ? null : node;
  }

  /** Returns a single value that must be there, or null after reporting that it is not. */
  @Nullable Scalar requiredScalar(String key, String allowed) {
    return required(key, allowed) == null ? null : scalar(key);
  }

  /** Returns a text that must be there, not empty; or the empty text after an error. */
  String requiredText(String key, String allowed) {
    return required(key, allowed) == null ? "" : text(key, "");
  }

  /** Returns a single value, or null when it is absent or reported. */
  private @Nullable Scalar scalar(String key) {
    YamlNode node = node(key);
    if (node instanceof Scalar scalar) {
      return scalar.isUnusable() ? null : scalar;
    }
    if (node != null) {
      errors.add(path(key), node.shown(), "not a single value", "");
    }
    return null;
  }

  /** Returns a text that is not empty. */
  String text(String key, String fallback) {
    String text = textOrNull(key);
    return text == null ? fallback : text;
  }

  /** Returns a text that is not empty, or null when it is absent. */
  @Nullable String textOrNull(String key) {
    Scalar scalar = scalar(key);
    if (scalar != null && scalar.text().isBlank()) {
      errors.add(path(key), "empty", "");
      return null;
    }
    return scalar == null ? null : scalar.text();
  }

  /** Returns one of some words. */
  String choice(String key, List<String> allowed, String fallback) {
    Scalar scalar = scalar(key);
    if (scalar == null || allowed.contains(scalar.text())) {
      return scalar == null ? fallback : scalar.text();
    }
    errors.add(path(key), scalar.shown(), "unknown", "allowed=" + allowed);
    return fallback;
  }

  boolean flag(String key, boolean fallback) {
    Scalar scalar = scalar(key);
    if (scalar == null) {
      return fallback;
    }
    if (!scalar.text().equals("true") && !scalar.text().equals("false")) {
      errors.add(path(key), scalar.shown(), "neither true nor false", "");
      return fallback;
    }
    return scalar.text().equals("true");
  }

  int whole(String key, int fallback, int min, int max) {
    return whole(key, fallback, min, max, "");
  }

  /** Returns a whole number; {@code others} says in messages what else is allowed. */
  int whole(String key, int fallback, int min, int max, String others) {
    Scalar scalar = scalar(key);
    if (scalar == null) {
      return fallback;
    }
    try {
      int value = new BigDecimal(scalar.text().strip()).intValueExact();
      if (value >= min && value <= max) {
        return value;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    String problem = min == 1 ? "not a positive whole number" : "not a whole number in range";
    errors.add(path(key), scalar.shown(), problem, "allowed=" + min + ".." + max + others);
    return fallback;
  }

  double positive(String key, double fallback) {
    Scalar scalar = scalar(key);
    double value = scalar == null ? fallback : number(scalar);
    if (scalar != null && !(value > 0)) {
      errors.add(path(key), scalar.shown(), "not a positive number", "");
      return fallback;
    }
    return value;
  }

  double notNegative(String key, double fallback) {
    Scalar scalar = scalar(key);
    double value = scalar == null ? fallback : number(scalar);
    if (scalar != null && !(value >= 0)) {
      errors.add(path(key), scalar.shown(), "not a number from zero up", "");
      return fallback;
    }
    return value;
  }

  /** Returns a finite number, or NaN when the value is absent or reported. */
  double numberOrNaN(String key) {
    Scalar scalar = scalar(key);
    double value = scalar == null ? Double.NaN : number(scalar);
    if (scalar != null && Double.isNaN(value)) {
      errors.add(path(key), scalar.shown(), "not a number", "");
    }
    return value;
  }

  private static double number(Scalar scalar) {
    try {
      double value = new BigDecimal(scalar.text().strip()).doubleValue();
      return Double.isInfinite(value) ? Double.NaN : value;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  Duration duration(String key, Duration fallback, Duration max) {
    Scalar scalar = scalar(key);
    if (scalar == null) {
      return fallback;
    }
    Matcher matcher = DURATION.matcher(scalar.text().strip());
    if (matcher.matches()) {
      Duration value = matcher.group(1) == null ? Duration.ZERO : of(matcher);
      if (value.compareTo(max) <= 0) {
        return value;
      }
    }
    errors.add(
        path(key),
        scalar.shown(),
        "not a duration in range",
        "allowed=0.." + max.toSeconds() + "s units=[ms, s, m, h]");
    return fallback;
  }

  private static Duration of(Matcher matcher) {
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** Returns the items of a list; none when it is absent or reported. */
  List<YamlNode> list(String key) {
    YamlNode node = node(key);
    if (node instanceof Sequence sequence) {
      return sequence.items();
    }
    if (node != null && !node.isUnusable()) {
      errors.add(path(key), node.shown(), "not a list", "");
    }
    return List.of();
  }

  /** Reports the keys that were not read. Their values do not show: one may be a stray secret. */
  void end() {
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
