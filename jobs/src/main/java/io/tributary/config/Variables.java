package io.tributary.config;

import io.tributary.config.YamlNode.Kind;
import io.tributary.config.YamlNode.Mapping;
import io.tributary.config.YamlNode.Scalar;
import io.tributary.config.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:-default}} by variables of the environment; {@code
 * $${NAME}} stands for the text {@code ${NAME}} itself. Other uses of the dollar sign stay as they
 * are: Kafka has a notation of its own, {@code ${provider:path:key}}.
 */
final class Variables {
  private static final Pattern REFERENCE =
      Pattern.compile("(\\$?)\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  private final Map<String, String> environment;
  private final PipelineErrors errors;
  private final Set<String> replaced = new HashSet<>();

  Variables(Map<String, String> environment, PipelineErrors errors) {
    this.environment = environment;
    this.errors = errors;
  }

  /** Returns the full names of the values in which a variable, or its default, was put. */
  Set<String> replaced() {
    return replaced;
  }

  Mapping replaceAll(Mapping mapping, String path) {
    Map<String, YamlNode> replaced = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, node) -> replaced.put(key, replace(node, Section.join(path, key))));
    return new Mapping(replaced);
  }

  private YamlNode replace(YamlNode node, String path) {
    if (node instanceof Mapping mapping) {
      return replaceAll(mapping, path);
    }
    if (node instanceof Sequence sequence) {
      List<YamlNode> items = new ArrayList<>();
      for (YamlNode item : sequence.items()) {
        items.add(replace(item, path + "[" + items.size() + "]"));
      }
      return new Sequence(items);
    }
    return replaceIn((Scalar) node, path);
  }

  private Scalar replaceIn(Scalar scalar, String path) {
    Matcher matcher = REFERENCE.matcher(scalar.text());
    if (scalar.kind() != Kind.TEXT || !matcher.find()) {
      return scalar;
    }
    Kind kind = Kind.TEXT;
    StringBuilder text = new StringBuilder();
    do {
      if (matcher.group(1).isEmpty()) {
        replaced.add(path);
      }
      String value = valueOf(matcher);
      if (value == null) {
        errors.add(path, "environment variable is not set", "variable=" + matcher.group(2));
        kind = Kind.UNUSABLE;
        value = "";
      }
      matcher.appendReplacement(text, Matcher.quoteReplacement(value));
    } while (matcher.find());
    matcher.appendTail(text);
    // Messages show the reference: the value may be a secret.
    return new Scalar(text.toString(), scalar.shown(), kind);
  }

  private @Nullable String valueOf(Matcher reference) {
    if (!reference.group(1).isEmpty()) {
      return reference.group().substring(1);
    }
    String value = environment.get(reference.group(2));
    String otherwise = reference.group(3);
    return otherwise != null && (value == null || value.isEmpty()) ? otherwise : value;
  }
}
