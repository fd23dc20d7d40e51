package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.config.ShardingConfig;
import io.tributary.operations.ClusterAccess;
import io.tributary.operations.PipelineFiles;
import io.tributary.operations.Submission;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code submit}: trains on a cluster. */
@Command(
    name = "submit",
    description = {
      "Train on a Flink cluster: submit the job of a pipeline, and return once it runs.",
      "Variables are replaced in this process, so secrets need not be known to the cluster. Topics"
          + " that are absent are created."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class SubmitCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Number of replicas, instead of the file's.")
  private @Nullable String parallelism;

  @Option(
      names = "--from",
      paramLabel = "SAVEPOINT|latest",
      description =
          "Go on from a savepoint or retained checkpoint of this model, or from the newest.")
  private @Nullable String from;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Mixin private ClusterOptions clusterOptions;
  @Mixin private JobJar jar;

  private final Console console;

  SubmitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    PipelineFile pipelineFile = PipelineFiles.read(file);
    ClusterAccess cluster = clusterOptions.access(console);
    Pipeline pipeline =
        pipelineFile.with("training.replicas", parallelism).pipeline(cluster.environment());
    Submission submission = new Submission(cluster, jar.file(), console.waiting(), console::note);
    submission.requireAlone(pipeline.name());
    Optional<String> version = submission.version(pipeline, from);
    submission.prepare(pipeline, version, 0);
    long start = System.nanoTime();
    String id = submission.start(pipelineFile, pipeline, version);
    print(pipeline, id, version, (System.nanoTime() - start) / 1e9);
    if (pipeline.training().autoReplicas()) {
      console.note(
          "begins with the least replicas, as nothing is known of its input yet; to let them follow"
              + " what waits: tributary rescale "
              + pipeline.name()
              + " --auto");
    }
    return Failures.DONE;
  }

  private void print(Pipeline pipeline, String id, Optional<String> version, double seconds) {
    int replicas = pipeline.training().replicas();
    ShardingConfig sharding = pipeline.training().sharding();
    int shards = sharding == null ? 0 : sharding.shards();
    if (json) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object.put("model", pipeline.name());
      object.put("job", id);
      object.put("replicas", replicas);
      if (shards > 0) {
        object.put("shards", shards);
      }
      object.put("from", version.orElse(null));
      object.put("seconds", seconds);
      console.line(object.toString());
    } else {
      console.line(
          "training "
              + pipeline.name()
              + " with "
              + Figures.replicas(replicas, shards)
              + ", job "
              + id
              + version.map(path -> ", from " + path).orElse(""));
    }
  }
}
