package io.tributary.config;

import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.InputConfig.Start;
import io.tributary.format.AvroOptions;
import io.tributary.format.ExampleFormats;
import io.tributary.kafka.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads where records come from. */
final class InputPart {
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final List<String> FORMATS = ExampleFormats.names().stream().sorted().toList();
  private static final String CSV = "csv";
  private static final String READERS = "readers";
  private static final int MOST_READERS = 1024;
  private static final Duration LONGEST_DRIFT = Duration.ofDays(365);

  private final PipelineErrors errors;
  private final Path directory;
  private @Nullable Integer readers;

  /**
   * Creates a reader.
   *
   * @param directory where paths that are not absolute begin
   */
  InputPart(PipelineErrors errors, Path directory) {
    this.errors = errors;
    this.directory = directory;
  }

  /**
   * Reads the section.
   *
   * @param hasTime true when examples have a time of their own
   */
  InputConfig read(Section input, String model, boolean hasTime) {
    String topic = topic(input, model);
    String format = input.choice("format", FORMATS, "json");
    List<String> columns = columns(input, format);
    AvroOptions avro = new AvroPart(errors, directory).read(input, format);
    readers = input.wholeOrNull(READERS, 1, MOST_READERS);
    Partitioning partitioning = partitioning(input);
    boolean latest =
        input.choice("start", List.of("earliest", "latest"), "earliest").equals("latest");
    InputConfig config =
        new InputConfig(
            topic,
            format,
            columns,
            input.whole("maxRecordBytes", 1 << 20, 1, 1 << 30),
            partitioning,
            latest ? Start.LATEST : Start.EARLIEST,
            input.flag("bounded", false),
            avro,
            readers == null || partitioning == Partitioning.TOPIC ? 0 : readers,
            maxDrift(input, hasTime));
    input.end();
    return config;
  }

  // Examples that other tasks read must be shuffled, so the number of readers alone says it.
  private Partitioning partitioning(Section input) {
    String usual = readers == null ? "topic" : "key";
    return input.choice("partitioning", List.of("topic", "key"), usual).equals("key")
        ? Partitioning.KEY
        : Partitioning.TOPIC;
  }

  private Duration maxDrift(Section input, boolean hasTime) {
    Duration usual = hasTime ? InputConfig.DEFAULT_MAX_DRIFT : Duration.ZERO;
    Duration drift = input.duration("maxDrift", usual, LONGEST_DRIFT);
    if (!drift.isZero() && !hasTime) {
      errors.add("time.field", "missing", "needed by=" + input.path("maxDrift"));
    }
    return drift;
  }

  /** Reports readers of a topic that the replicas themselves read, after the topic was read. */
  void requireReaders(Partitioning partitioning, int replicas) {
    if (partitioning == Partitioning.TOPIC && readers != null && readers != replicas) {
      errors.add(
          "input." + READERS,
          Integer.toString(readers),
          "replicas read by themselves with partitioning: topic",
          "allowed=" + replicas + ", or partitioning: key");
    }
  }

  private String topic(Section input, String model) {
    String topic = input.requiredText("topic", "the name of a Kafka topic");
    if (!topic.isEmpty() && (!TOPIC.matcher(topic).matches() || topic.matches("\\.{1,2}"))) {
      errors.add(
          input.path("topic"), topic, "not a name of a topic", "allowed=249 of [a-zA-Z0-9._-]");
    }
    if (new TopicNames(model).all().contains(topic)) {
      errors.add(input.path("topic"), topic, "a topic that the model itself writes", "");
    }
    return topic;
  }

  private List<String> columns(Section input, String format) {
    List<String> columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Node item : input.list("columns")) {
      String path = input.path("columns") + "[" + columns.size() + "]";
      String column = item instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (column.isBlank() && !YamlNodes.isUnusable(item)) {
        errors.add(path, YamlNodes.shown(item), "not the name of a column", "");
      } else if (!seen.add(column)) {
        errors.add(path, column, "column is there twice", "");
      }
      columns.add(column);
    }
    if (!columns.isEmpty() && !format.equals(CSV)) {
      errors.add(input.path("columns"), "only csv has columns", "format=" + format);
    }
    return columns;
  }
}
