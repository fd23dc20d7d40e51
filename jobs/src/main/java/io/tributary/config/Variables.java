package io.tributary.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * Replaces {@code ${NAME}} and {@code ${NAME:-default}} by variables of the environment, and {@code
 * ${file:/path}} by what a file holds; {@code $${NAME}} stands for the text {@code ${NAME}} itself.
 * Other uses of the dollar sign stay as they are: Kafka has a notation of its own, {@code
 * ${provider:path:key}}, so a path has no colon.
 */
final class Variables {
  private static final Pattern REFERENCE =
      Pattern.compile("(\\$?)\\$\\{(?:file:([^}:]*)|([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?)}");

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

  MappingNode replaceAll(MappingNode mapping, String path) {
    Map<String, Node> replaced = new LinkedHashMap<>();
    YamlNodes.entries(mapping)
        .forEach((key, node) -> replaced.put(key, replace(node, Section.join(path, key))));
    return YamlNodes.mapping(replaced);
  }

  private Node replace(Node node, String path) {
    if (node instanceof MappingNode mapping) {
      return replaceAll(mapping, path);
    }
    if (node instanceof SequenceNode sequence) {
      List<Node> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(replace(item, path + "[" + items.size() + "]"));
      }
      return YamlNodes.sequence(items);
    }
    return replaceIn((ScalarNode) node, path);
  }

  private ScalarNode replaceIn(ScalarNode scalar, String path) {
    Matcher matcher = REFERENCE.matcher(scalar.getValue());
    if (!matcher.find()) {
      return scalar;
    }
    Tag tag = Tag.STR;
    StringBuilder text = new StringBuilder();
    do {
      if (matcher.group(1).isEmpty()) {
        replaced.add(path);
      }
      String value = valueOf(matcher, path);
      if (value == null) {
        tag = YamlNodes.UNUSABLE;
        value = "";
      }
      matcher.appendReplacement(text, Matcher.quoteReplacement(value));
    } while (matcher.find());
    matcher.appendTail(text);
    // Messages show the reference: the value may be a secret.
    return YamlNodes.replaced(scalar, text.toString(), tag);
  }

  /** Returns what a reference stands for; null after an error that says why there is nothing. */
  private @Nullable String valueOf(Matcher reference, String path) {
    if (!reference.group(1).isEmpty()) {
      return reference.group().substring(1);
    }
    if (reference.group(2) != null) {
      return SecretFile.read(reference.group(2), (fact, detail) -> errors.add(path, fact, detail));
    }
    String value = environment.get(reference.group(3));
    String otherwise = reference.group(4);
    if (otherwise != null && (value == null || value.isEmpty())) {
      return otherwise;
    }
    if (value == null) {
      errors.add(path, "environment variable is not set", "variable=" + reference.group(3));
    }
    return value;
  }
}
