package io.tributary.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The page of all keys of a pipeline file, made by the code that reads them: a few small files are
 * read, and what the reader asks for is noted. Only the meanings of the keys are written by hand.
 */
final class ConfigurationReference implements KeyListener {
  private static final String MEANINGS = "key-meanings.txt";
  private static final String USUAL = "";
  private static final String NONE = "";

  private static final class Key {
    private final Map<String, String> fallbacks = new LinkedHashMap<>();
    private String type = "";
    private String allowed = "";
  }

  private final Map<String, Key> keys = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private String condition = USUAL;

  /** Reads files until every key and every default has been asked for. */
  static ConfigurationReference read() {
    ConfigurationReference reference = new ConfigurationReference();
    reference.read(USUAL, "");
    reference.read("model.bits: 26", "model: {bits: 26}");
    reference.read("type: adagrad", "model: {optimizer: {type: adagrad}}");
    reference.read("type: sgd", "model: {optimizer: {type: sgd}}");
    reference.read("type: fm", "model: {type: fm}");
    reference.read("type: deepfm", "model: {type: deepfm}");
    reference.read("type: adam", "model: {type: deepfm, network: {optimizer: {type: adam}}}");
    reference.read(
        "table.type: exact", "model: {table: {type: exact}}\ntraining: {parallelism: model}");
    reference.read("loss: quantile", "model: {loss: quantile}");
    reference.read("loss: softmax", "model: {loss: softmax}\nlabel: {field: y, classes: [a, b]}");
    reference.read("parallelism: model", "training: {parallelism: model}");
    reference.read("training.replicas: 1", "training: {replicas: 1}");
    reference.read("training.replicas: 8", "training: {replicas: 8}");
    reference.read("format: csv", "input: {topic: t, format: csv}");
    reference.read("time.field", "time: {field: t, format: iso-8601}");
    reference.read("tracking.mlflow", "tracking: {mlflow: {uri: 'http://localhost:5000'}}");
    reference.readAvro();
    for (String kind : List.of("categorical", "numeric", "hour", "dayOfWeek", "monthDay")) {
      reference.read(kind, "features: [{" + kind + ": f}]\ntime: {format: iso-8601}");
    }
    reference.read("cross", "features: [{cross: [f, g]}]");
    for (String comparison :
        List.of("atLeast", "above", "atMost", "below", "equals", "notEquals")) {
      reference.read(comparison, "label: {field: y, " + comparison + ": 1}");
    }
    return reference;
  }

  private void readAvro() {
    String fields = "{name: f, type: string}, {name: y, type: int}";
    String schema =
        ("{'type': 'record', 'name': 'R', 'fields': [" + fields + "]}")
            .replaceAll("(name|type): (\\w+)", "'$1': '$2'")
            .replace('\'', '"');
    read("format: avro", "input: {topic: t, format: avro, schema: '" + schema + "'}");
  }

  /**
   * Reads a file.
   *
   * @param given what is special about it
   * @param part what it says of that; what else must be there is added
   */
  private void read(String given, String part) {
    condition = given;
    Map<String, String> needed =
        Map.of("name:", "NAME", "features:", "[f]", "label:", "{field: y}", "input:", "{topic: t}");
    String rest =
        new TreeMap<>(needed)
            .entrySet().stream()
                .filter(entry -> !part.contains(entry.getKey()))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining("\n"));
    PipelineFile.of(part + "\n" + rest + "\n").pipeline(Map.of(), this);
  }

  @Override
  public void asked(String path, String type, @Nullable String fallback, String allowed) {
    Key key = keys.computeIfAbsent(general(path), name -> new Key());
    key.type = key.type.isEmpty() ? type : key.type;
    key.allowed = key.allowed.isEmpty() ? allowed : key.allowed;
    String shown = fallback == null || fallback.isEmpty() ? NONE : fallback;
    if (!key.fallbacks.containsValue(shown) && !key.fallbacks.containsValue(REQUIRED)) {
      key.fallbacks.putIfAbsent(condition, shown);
    }
  }

  @Override
  public void ended(String path, Set<String> names) {
    names.forEach(name -> known.add(general(Section.join(path, name))));
  }

  // A feature of a cross is like any other.
  private static String general(String path) {
    return path.replaceAll("\\[\\d+]", "[]").replace("[].cross[]", "[]");
  }

  /** Returns the keys that were asked for. */
  Set<String> keys() {
    return keys.keySet();
  }

  /** Returns the keys that a file may have, sections included. */
  Set<String> known() {
    return known;
  }

  /** Returns the meaning of each key. */
  static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(ConfigurationReference.class.getResourceAsStream(MEANINGS))) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" = ", 2))
          .forEach(parts -> meanings.put(parts[0], parts[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return meanings;
  }

  /** Returns the page. */
  String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Configuration

        This page is generated from the code that reads pipeline files. `ConfigurationReferenceTest` in module `jobs` compares the page with that code; `-Dreference.write=true` writes the page anew.

        A pipeline file is YAML. Unknown keys are errors. All errors of a file are reported together, and each error names its key with line and column, the value and what is allowed. `tributary check PIPELINE.yaml` reports them without training anything.

        In texts, `${NAME}` and `${NAME:-default}` stand for environment variables, and `${file:/path}` for what a file holds, without the line break at its end. A duration is a whole number with a unit, such as `200ms`, `10s`, `5m` or `1h`. A default such as "`0.1` (`type: adagrad`)" holds when the file says what is in brackets.
        """);
    Map<String, StringBuilder> sections = new LinkedHashMap<>();
    Map<String, String> meanings = meanings();
    for (String name : meanings.keySet()) {
      Key key = keys.get(name);
      if (key != null) {
        sections
            .computeIfAbsent(section(name), ConfigurationReference::head)
            .append(row(name, key, meanings.getOrDefault(name, "")));
      }
    }
    sections.values().forEach(page::append);
    return page.append(kafka()).append(flink()).toString();
  }

  private static String section(String name) {
    String first = name.split("[.\\[]", 2)[0];
    return switch (first) {
      case "name", "key", "weight" -> "name, key, weight";
      default -> first;
    };
  }

  private static StringBuilder head(String section) {
    return new StringBuilder("\n## ")
        .append(section)
        .append("\n\n| key | type | default | allowed | meaning |\n|---|---|---|---|---|\n");
  }

  private static String row(String name, Key key, String meaning) {
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(name, key.type, fallbacks(key), key.allowed, meaning);
  }

  private static String fallbacks(Key key) {
    return key.fallbacks.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(NONE))
        .map(entry -> fallback(key, entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String fallback(Key key, String given, String value) {
    if (value.equals(REQUIRED)) {
      return given.equals(USUAL) ? value : value + " (`" + given + "`)";
    }
    String shown = key.type.equals("number") ? plain(value) : value;
    // What only some files may have needs no condition: its meaning tells which.
    boolean usual = given.equals(USUAL) || key.fallbacks.size() == 1;
    return usual ? "`" + shown + "`" : "`" + shown + "` (`" + given + "`)";
  }

  private static String plain(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }

  private static String kafka() {
    return """

        ## kafka

        Settings of Kafka's clients, by their own names: of consumers, producers and the admin client. A name that no client knows is an error, unless the file names a class of its own, such as an interceptor, which may read names of its own. `bootstrap.servers` is `localhost:9092` unless the file sets it. Serializers and deserializers are not for pipelines to set. Write secrets as `${NAME}` or `${file:/path}`: they come from the environment or from a file, and never show in logs.

        Only committed records of transactional producers are learned. `isolation.level: read_uncommitted` learns all.
        """;
  }

  private static String flink() {
    StringBuilder text =
        new StringBuilder(
            """

            ## flink

            Options of a Flink job, by their full names. The file may set the %d options that [flink-options.txt](../../jobs/src/main/resources/io/tributary/config/flink-options.txt) lists with their types. Options of a cluster are errors, because a job cannot set them.

            These options keep a guarantee, so only one value of each is allowed:

            | option | only value | any other value |
            |---|---|---|
            """
                .formatted(FlinkOption.all().size()));
    new TreeMap<>(FlinkPart.GUARDS)
        .forEach(
            (name, guard) ->
                text.append(
                    "| `%s` | `%s` | %s |\n".formatted(name, guard.value(), guard.guarantee())));
    text.append("\nThese options are decided elsewhere:\n\n| option | decided by |\n|---|---|\n");
    for (String name : new TreeSet<>(FlinkPart.ELSEWHERE.keySet())) {
      String where = FlinkPart.ELSEWHERE.getOrDefault(name, "");
      text.append(
          "| `%s` | %s |\n".formatted(name, where.isEmpty() ? "Tributary" : "`" + where + "`"));
    }
    return text.toString();
  }
}
