package io.tributary.config;

import io.tributary.config.InputConfig.Partitioning;
import io.tributary.example.ExampleSchema;
import io.tributary.example.Featurizer;
import io.tributary.example.FieldNames;
import io.tributary.kafka.KafkaSettings;
import io.tributary.model.Form;
import io.tributary.model.ModelSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A pipeline file: YAML that describes everything about a model and its training.
 *
 * <p>{@code name}, {@code features}, {@code label} and {@code input.topic} must be there, all else
 * has defaults. A feature that is a plain text is a categorical field. The constant feature is
 * added by itself, because it is easily forgotten and nearly always right; {@code model.constant:
 * false} leaves it out.
 *
 * <p>A path of a schema begins where the file is. In texts, {@code ${NAME}} and {@code
 * ${NAME:-default}} stand for environment variables. All errors of a file are reported together,
 * each with the line and column of its key; no message shows a value of the kafka section, nor what
 * a variable holds.
 */
public final class PipelineFile {
  private static final String KAFKA = "kafka";
  private static final String TRACKING = "tracking";
  private static final Path HERE = Path.of("");

  private final String yaml;
  private final Map<String, ScalarNode> replaced;
  private final boolean readsKafka;
  private final Path directory;

  private PipelineFile(
      String yaml, Path directory, Map<String, ScalarNode> replaced, boolean readsKafka) {
    this.yaml = yaml;
    this.directory = directory;
    this.replaced = replaced;
    this.readsKafka = readsKafka;
  }

  /** Reads a file; nothing is checked yet. */
  public static PipelineFile read(Path file) throws IOException {
    // Unlike Files.readString this accepts bytes that are not UTF-8: the parser then says where.
    String yaml = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    Path directory = file.toAbsolutePath().getParent();
    return new PipelineFile(yaml, directory == null ? HERE : directory, Map.of(), true);
  }

  /** Returns the file of a text; nothing is checked yet. */
  public static PipelineFile of(String yaml) {
    return new PipelineFile(yaml, HERE, Map.of(), true);
  }

  /** Returns the text of the file as it was read: its variables are not replaced. */
  public String text() {
    return yaml;
  }

  /**
   * Returns the same file with another value of one key, like {@code training.round.examples}.
   *
   * @param value the other value, or null to keep the one there is
   */
  public PipelineFile with(String key, @Nullable String value) {
    return value == null ? this : with(key, YamlNodes.scalar(value, Tag.STR));
  }

  /** Returns the same file without one key, like {@code training.batch}, and all that is in it. */
  public PipelineFile without(String key) {
    return with(key, YamlNodes.scalar("", Tag.NULL));
  }

  private PipelineFile with(String key, ScalarNode value) {
    Map<String, ScalarNode> more = new LinkedHashMap<>(replaced);
    more.put(key, value);
    return new PipelineFile(yaml, directory, more, readsKafka);
  }

  /** Returns true when the file, as it was read, has a key like {@code training.batch}. */
  public boolean has(String key) {
    Node node = YamlReader.read(yaml, new PipelineErrors());
    for (String name : path(key)) {
      node = node instanceof MappingNode mapping ? YamlNodes.entries(mapping).get(name) : null;
    }
    return node != null && !YamlNodes.isNull(node);
  }

  private static List<String> path(String key) {
    return List.of(key.split("\\."));
  }

  /** Returns the same file without its kafka section, whose secrets then need not be there. */
  public PipelineFile withoutKafka() {
    return new PipelineFile(yaml, directory, replaced, false);
  }

  /**
   * Returns what the file says.
   *
   * @param environment the environment variables
   * @throws PipelineException with all its errors
   */
  public Pipeline pipeline(Map<String, String> environment) {
    return pipeline(environment, KeyListener.NONE);
  }

  /** Returns what the file says, and tells which keys it was asked for. */
  Pipeline pipeline(Map<String, String> environment, KeyListener keys) {
    PipelineErrors errors = new PipelineErrors();
    MappingNode root = YamlReader.read(yaml, errors);
    // What is left of a broken file would only give wrong leads.
    if (root.getValue().isEmpty()) {
      errors.throwIfAny();
    }
    MappingNode edited = root;
    if (!readsKafka) {
      new KafkaPart(errors).checkNames(YamlNodes.entries(root).get(KAFKA));
      edited = with(edited, List.of(KAFKA), YamlNodes.scalar("", Tag.NULL));
    }
    for (Map.Entry<String, ScalarNode> entry : replaced.entrySet()) {
      edited = with(edited, path(entry.getKey()), entry.getValue());
      errors.placeOutside(entry.getKey());
    }
    Variables variables = new Variables(environment, errors);
    // Whoever trains and scores need not have the credentials of those who track.
    MappingNode untracked = with(edited, List.of(TRACKING), YamlNodes.scalar("", Tag.NULL));
    Pipeline pipeline = check(variables.replaceAll(untracked, ""), variables, errors, keys);
    tracking(root, environment, new PipelineErrors(), errors, keys, pipeline.name());
    errors.throwIfAny();
    return pipeline;
  }

  /**
   * Returns where the file wants its runs tracked.
   *
   * @param environment the environment variables
   * @throws PipelineException with all errors of the section, unset variables among them
   */
  public TrackingConfig tracking(Map<String, String> environment) {
    PipelineErrors errors = new PipelineErrors();
    MappingNode root = YamlReader.read(yaml, errors);
    errors.throwIfAny();
    String name =
        YamlNodes.entries(root).get("name") instanceof ScalarNode text ? text.getValue() : "";
    TrackingConfig config = tracking(root, environment, errors, errors, KeyListener.NONE, name);
    errors.throwIfAny();
    return config;
  }

  /** Returns the text of the file as others may see it: no value shows that may be a secret. */
  public String shownText() {
    return ShownText.of(yaml, YamlReader.read(yaml, new PipelineErrors()));
  }

  private static TrackingConfig tracking(
      MappingNode root,
      Map<String, String> environment,
      PipelineErrors unset,
      PipelineErrors errors,
      KeyListener keys,
      String name) {
    Node there = YamlNodes.entries(root).get(TRACKING);
    Variables variables = new Variables(environment, unset);
    Node section =
        there instanceof MappingNode mapping ? variables.replaceAll(mapping, TRACKING) : there;
    return new TrackingPart(errors, variables.replaced())
        .read(Section.of(root, errors, keys).at(section, TRACKING), name);
  }

  private static MappingNode with(MappingNode mapping, List<String> path, ScalarNode value) {
    Map<String, Node> entries = YamlNodes.entries(mapping);
    String key = path.get(0);
    if (path.size() == 1) {
      entries.put(key, value);
    } else {
      Node inner = entries.getOrDefault(key, YamlNodes.mapping(Map.of()));
      // What should be a mapping and is none stays, to be reported.
      if (YamlNodes.isNull(inner) || inner instanceof MappingNode) {
        MappingNode outer =
            inner instanceof MappingNode there ? there : YamlNodes.mapping(Map.of());
        entries.put(key, with(outer, path.subList(1, path.size()), value));
      }
    }
    return YamlNodes.mapping(entries);
  }

  private Pipeline check(
      MappingNode root, Variables variables, PipelineErrors errors, KeyListener keys) {
    Section file = Section.of(root, errors, keys);
    ModelPart.Model model = new ModelPart(errors).read(file);
    ExampleSchema schema = new SchemaPart(errors).read(file, model);
    ModelSpec spec = model.complete(schema);
    InputPart inputPart = new InputPart(errors, directory);
    InputConfig input =
        inputPart.read(file.section("input"), spec.name(), schema.timeField() != null);
    if (input.partitioning() == Partitioning.KEY && schema.keyField() == null) {
      errors.add("key", "missing", "needed by=input.partitioning: key");
    }
    requireFields(schema, input, errors);
    Section trainingSection = file.section("training");
    TrainingConfig training = new TrainingPart(errors).read(trainingSection, spec);
    requireParallelism(trainingSection, spec, errors);
    model.table().require(training.sharding() != null, schema.timeField() != null);
    inputPart.requireReaders(input.partitioning(), training.replicas());
    ExportConfig export = export(file.section("export"), spec.name());
    KafkaSettings kafka = new KafkaPart(errors).read(file.node(KAFKA));
    boolean hasInterval = trainingSection.has("checkpointInterval");
    FlinkConfig flink = new FlinkPart(errors).read(file.node("flink"), hasInterval);
    file.allow(List.of(TRACKING));
    file.end();
    return new Pipeline(
        spec, model.loss(), schema, input, training, export, kafka, flink, variables.replaced());
  }

  /** A network is not dealt out to shards, and only a network is learned in both ways at once. */
  private static void requireParallelism(Section training, ModelSpec spec, PipelineErrors errors) {
    String parallelism = TrainingPart.parallelism(training);
    boolean isNetwork = spec.form() instanceof Form.Network;
    if (parallelism.equals("model") && isNetwork) {
      errors.add(
          training.path("parallelism"),
          parallelism,
          "a network is not dealt out to shards",
          "model.type=deepfm allowed=[training.parallelism: data|hybrid]");
    } else if (parallelism.equals("hybrid") && !isNetwork) {
      errors.add(
          training.path("parallelism"),
          parallelism,
          "the model has no network to be learned beside shards",
          "allowed=[training.parallelism: data|model], or model.type: deepfm");
    }
  }

  // A field that no record has would only show as a model that learns too little.
  private static void requireFields(
      ExampleSchema schema, InputConfig input, PipelineErrors errors) {
    if (input.avro() == null) {
      return;
    }
    List<String> there = input.avro().fieldNames();
    FieldNames needed = new Featurizer(schema).fields();
    for (int slot = 0; slot < needed.size(); slot++) {
      String name = needed.name(slot);
      // What is missing in the file has been reported.
      if (!name.isEmpty() && !there.contains(name)) {
        errors.add("input.schema", "field is not there", "field=" + name + " allowed=" + there);
      }
    }
  }

  private static ExportConfig export(Section export, String name) {
    ExportConfig config =
        new ExportConfig(
            Path.of(export.text("store", name + ".store")),
            export.duration("flushInterval", Duration.ofMillis(100), Duration.ofHours(1)));
    export.end();
    return config;
  }
}
