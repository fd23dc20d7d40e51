package io.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineException;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.operations.ClusterAccess;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import io.tributary.operations.PipelineFiles;
import io.tributary.operations.ProgressReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}: how training does. */
@Command(
    name = "status",
    description =
        "Show how the training of a model, or of all models, does on a cluster: its job, its last"
            + " checkpoint, and how well it learns.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class StatusCommand implements Callable<Integer> {
  private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(10);

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "The model's name, or its job's id; by default all that the cluster knows.")
  private @Nullable String model;

  @Option(names = "--json", description = "Print JSON, an object a job.")
  private boolean json;

  @Mixin private ClusterOptions clusterOptions;

  private final Console console;

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ClusterAccess cluster = clusterOptions.access(console);
    ModelJobs jobs = cluster.jobs();
    List<ModelJob> shown = shown(jobs);
    if (shown.isEmpty() && !json) {
      console.line("no training jobs, jobmanager " + cluster.rest().address());
    }
    for (ModelJob job : shown) {
      JobStatus status =
          new JobStatus(
              jobs.health(job), progress(cluster, job.model()), System.currentTimeMillis());
      if (json) {
        console.line(status.json().toString());
      } else {
        status.lines().forEach(console::line);
      }
    }
    return Failures.DONE;
  }

  /** Returns the jobs that run, and of a model of which none does, the last one that did. */
  private List<ModelJob> shown(ModelJobs jobs) {
    List<ModelJob> all = jobs.all();
    String wanted = model;
    Map<String, ModelJob> newest = new LinkedHashMap<>();
    all.forEach(job -> newest.put(job.model(), job));
    Set<String> trained =
        all.stream().filter(ModelJob::isAlive).map(ModelJob::model).collect(Collectors.toSet());
    List<ModelJob> shown =
        all.stream()
            .filter(
                job ->
                    job.isAlive()
                        || (!trained.contains(job.model()) && job.equals(newest.get(job.model()))))
            .filter(job -> wanted == null || job.model().equals(wanted) || job.id().equals(wanted))
            .toList();
    if (shown.isEmpty() && wanted != null) {
      // Which fails, and says what runs instead.
      return List.of(jobs.one(wanted));
    }
    return shown;
  }

  // Progress is an extra: without Kafka the rest still shows.
  private static JsonNode progress(ClusterAccess cluster, String name) {
    return kafka(cluster, name)
        .flatMap(
            kafka ->
                ProgressReader.last(kafka, new ModelTopics(name, kafka).progress(), KAFKA_PATIENCE))
        .orElse(MissingNode.getInstance());
  }

  private static Optional<KafkaSettings> kafka(ClusterAccess cluster, String name) {
    try {
      Optional<Pipeline> pipeline =
          cluster
              .files()
              .keptPipeline(name)
              .map(file -> PipelineFiles.read(file).pipeline(cluster.environment()));
      if (pipeline.isPresent()) {
        return pipeline.map(Pipeline::kafka);
      }
    } catch (PipelineException e) {
      // A variable is not set here, for one.
    }
    return cluster.local().map(ClusterAccess.Local::kafka).map(KafkaSettings::of);
  }
}
