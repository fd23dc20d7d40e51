package io.tributary.cli;

import io.tributary.advice.Misfit;
import io.tributary.advice.StreamShape;
import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import io.tributary.example.FeatureDefinition;
import io.tributary.example.LabelRule;
import io.tributary.kafka.TopicNames;
import io.tributary.merge.RoundSize;
import io.tributary.model.ModelSpec;
import io.tributary.operations.HeapCheck;
import io.tributary.operations.PipelineFiles;
import io.tributary.planning.ParallelismChoice;
import io.tributary.session.StreamSample;
import io.tributary.sharded.BatchSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check}: says whether a pipeline file can be used, and what it describes. */
@Command(
    name = "check",
    description = {
      "Check a pipeline file: report all its errors, or what it describes.",
      "Its model is compared with the heap of the cluster's TaskManagers, if there is a cluster,"
          + " and it says which parallelism fits.",
      "With --data it also says whether the examples are fit for several replicas."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Records to look at, CSV or JSON lines: the first hundred thousand count.")
  private @Nullable String data;

  @Mixin private ClusterOptions clusterOptions;

  private final Console console;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Pipeline pipeline = PipelineFiles.read(file).pipeline(clusterOptions.environment(console));
    ModelSpec model = pipeline.model();
    Optional<StreamSample> sample =
        data == null ? Optional.empty() : Optional.of(StreamSample.of(pipeline, data));
    HeapCheck.Comparison fit = HeapCheck.compare(() -> clusterOptions.access(console), pipeline);
    console.line("OK " + file);
    row("model", pipeline.name() + ", " + pipeline.loss() + " loss, " + model.optimizer());
    row("type", ModelText.type(model));
    row("size", ModelText.size(model));
    row("memory", fit.memory());
    row("fitting", fitting(pipeline, fit.parallelism()));
    row("features", features(pipeline));
    sample.ifPresent(read -> row("examples", examples(read.shape())));
    row("label", label(pipeline.schema().label()));
    row("input", input(pipeline));
    row("topics", String.join(", ", topics(pipeline)));
    row("training", training(pipeline));
    row("store", pipeline.export().store().toString());
    row("kafka", pipeline.kafka().bootstrapServers());
    int replicas = pipeline.training().replicas();
    misfits(pipeline, sample).forEach(misfit -> console.note(misfit.warning(replicas)));
    return Failures.DONE;
  }

  private static String fitting(Pipeline pipeline, ParallelismChoice fits) {
    boolean isSharded = pipeline.training().sharding() != null;
    return fits.parallelism()
        + " parallelism"
        + (isSharded == fits.isModel() ? "" : " (the file has the other)")
        + ": "
        + fits.reason();
  }

  private static List<String> topics(Pipeline pipeline) {
    TopicNames names = new TopicNames(pipeline.name());
    return pipeline.training().sharding() == null
        ? List.of(names.updates(), names.progress(), names.rejected())
        : List.of(names.updates(), names.errors(), names.progress(), names.rejected());
  }

  private static List<Misfit> misfits(Pipeline pipeline, Optional<StreamSample> sample) {
    if (pipeline.training().sharding() != null) {
      return List.of(); // Shards learn on one model, whatever their number.
    }
    int replicas = pipeline.training().replicas();
    if (sample.isEmpty()) {
      boolean areNumbers =
          pipeline.schema().features().stream()
              .allMatch(
                  feature ->
                      feature instanceof FeatureDefinition.Numeric
                          || feature instanceof FeatureDefinition.Constant);
      return Misfit.ofFeatures(areNumbers, replicas).stream().toList();
    }
    boolean isAll = sample.get().isWhole() && pipeline.input().bounded();
    return isAll
        ? Misfit.ofWhole(sample.get().shape(), pipeline.training())
        : Misfit.ofEndless(sample.get().shape(), replicas);
  }

  private static String examples(StreamShape shape) {
    return Figures.count(shape.examples())
        + " looked at, each touches "
        + Figures.metric(shape.active(), 1)
        + " of "
        + Figures.count((long) shape.coordinates())
        + " coordinates in use, correlation of labels with the ones before "
        + Figures.metric(shape.labelCorrelation(), 2);
  }

  private void row(String name, String value) {
    console.line(String.format("  %-9s %s", name, value));
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
    if (label instanceof LabelRule.Classes classes) {
      return classes.field() + ", one of " + Figures.count(classes.classes().size()) + " classes";
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
    ShardingConfig sharding = pipeline.training().sharding();
    if (sharding != null) {
      BatchSize size = sharding.batchSize();
      return Figures.count(sharding.shards())
          + " shards, read by "
          + Figures.count(pipeline.training().replicas())
          + ", batches of "
          + (size.least() == size.most() ? "" : Figures.count(size.least()) + " to ")
          + Figures.count(size.most())
          + ", "
          + Figures.count(sharding.inFlight())
          + " in flight";
    }
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
