package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.example.FeatureDefinition;
import io.tributary.example.LabelRule;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.merge.RoundSize;
import io.tributary.model.ModelSpec;
import io.tributary.operations.HeapCheck;
import io.tributary.operations.PipelineFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code check}: says whether a pipeline file can be used, and what it describes. */
@Command(
    name = "check",
    description = {
      "Check a pipeline file: report all its errors, or what it describes.",
      "Its model is compared with the heap of the cluster's TaskManagers, if there is a cluster."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Mixin private ClusterOptions clusterOptions;

  private final Console console;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Pipeline pipeline = PipelineFiles.read(file).pipeline(clusterOptions.environment(console));
    ModelTopics topics = new ModelTopics(pipeline.name(), pipeline.kafka());
    ModelSpec model = pipeline.model();
    String memory = HeapCheck.compare(() -> clusterOptions.access(console), pipeline);
    console.line("OK " + file);
    row("model", pipeline.name() + ", " + pipeline.loss() + " loss, " + model.optimizer());
    row("size", sizeOf(model));
    row("memory", memory);
    row("features", features(pipeline));
    row("label", label(pipeline.schema().label()));
    row("input", input(pipeline));
    row("topics", topics.updates() + ", " + topics.progress() + ", " + topics.rejected());
    row("training", training(pipeline));
    row("store", pipeline.export().store().toString());
    row("kafka", pipeline.kafka().bootstrapServers());
    return Failures.DONE;
  }

  private void row(String name, String value) {
    console.line(String.format("  %-9s %s", name, value));
  }

  private static String sizeOf(ModelSpec model) {
    long coordinates = model.layout().coordinates();
    return String.format(
        "2^%d weights, %s to serve, %s to train, in %d block%s",
        model.layout().bits(),
        megabytes(coordinates * Float.BYTES),
        megabytes(coordinates * Float.BYTES * model.optimizer().lanes()),
        model.layout().blocks(),
        model.layout().blocks() == 1 ? "" : "s");
  }

  private static String megabytes(long bytes) {
    return bytes < 100_000 ? "less than 0.1 MB" : String.format("%.1f MB", bytes / 1e6);
  }

  private static String features(Pipeline pipeline) {
    return pipeline.schema().features().size()
        + ": "
        + pipeline.schema().features().stream()
            .map(feature -> feature.name() + " (" + kindOf(feature) + ")")
            .collect(Collectors.joining(", "));
  }

  private static String kindOf(FeatureDefinition feature) {
    if (feature instanceof FeatureDefinition.Numeric) {
      return "numeric";
    }
    if (feature instanceof FeatureDefinition.Categorical) {
      return "categorical";
    }
    if (feature instanceof FeatureDefinition.DatePart) {
      return "part of a date";
    }
    return feature instanceof FeatureDefinition.Cross ? "cross" : "intercept";
  }

  private static String label(@Nullable LabelRule label) {
    if (label instanceof LabelRule.Comparison comparison) {
      String text = comparison.text();
      return comparison.field()
          + " "
          + comparison.operator().symbol()
          + " "
          + (text == null ? Figures.plain(comparison.number()) : text);
    }
    return label == null ? "none" : label.field();
  }

  private static String input(Pipeline pipeline) {
    String key = pipeline.schema().keyField();
    return "topic "
        + pipeline.input().topic()
        + ", "
        + pipeline.input().format()
        + (key == null ? ", no key" : ", key " + key)
        + ", partitioned by "
        + (pipeline.input().partitioning() == io.tributary.config.InputConfig.Partitioning.KEY
            ? "key"
            : "topic")
        + (pipeline.input().readers() > 0
            ? ", read by " + Figures.count(pipeline.input().readers())
            : "");
  }

  private static String training(Pipeline pipeline) {
    return Figures.replicas(pipeline.training().replicas())
        + (pipeline.training().autoReplicas() ? " at first (auto)" : "")
        + ", staleness "
        + pipeline.training().staleness()
        + ", rounds of "
        + examples(pipeline.training().roundSize(), pipeline.training().replicas())
        + ", "
        + pipeline.training().merge()
        + " merge";
  }

  private static String examples(RoundSize size, int replicas) {
    if (replicas == 1) {
      return Figures.count(size.alone());
    }
    String most = Figures.count(size.most());
    return size.least() == size.most() ? most : Figures.count(size.least()) + " to " + most;
  }
}
