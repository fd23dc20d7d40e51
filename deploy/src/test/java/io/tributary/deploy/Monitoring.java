package io.tributary.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboard and the rules that are shipped. */
final class Monitoring {
  static final Path DIRECTORY = Path.of("monitoring").toAbsolutePath();
  static final Path RULES = DIRECTORY.resolve("rules.yaml");
  static final Path RULES_TEST = DIRECTORY.resolve("rules-test.yaml");

  private static final Path DASHBOARD = DIRECTORY.resolve("dashboard.json");
  private static final Pattern SERIES =
      Pattern.compile("\\b(?:(?:flink|tributary|jvm|process)[_:][\\w:]+|up\\b(?=\\{))");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Monitoring() {}

  /** Returns the expressions of all panels, for all models. */
  static List<String> dashboardExpressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : JSON.readTree(DASHBOARD.toFile()).path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.add(target.path("expr").asText().replace("$model", ".+"));
      }
    }
    return expressions;
  }

  /** Returns the expressions of all rules, by what they are called. */
  static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : yaml(RULES).path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  /** Returns the names of series in an expression. */
  static Set<String> seriesOf(String expression) {
    Set<String> names = new TreeSet<>();
    // What is between quotes is a label's value.
    SERIES
        .matcher(expression.replaceAll("\"[^\"]*\"", "\"\""))
        .results()
        .forEach(match -> names.add(match.group()));
    return names;
  }

  static JsonNode yaml(Path file) throws IOException {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    return JSON.valueToTree(read);
  }
}
