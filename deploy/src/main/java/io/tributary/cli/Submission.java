package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.failure.UsageException;
import io.tributary.format.AvroOptions;
import io.tributary.operations.ModelJobs;
import io.tributary.operations.ModelVersions;
import io.tributary.training.JobTopics;
import io.tributary.training.RemoteTraining;
import io.tributary.training.Snapshots;
import io.tributary.training.TrainingFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/** Submits the job of a pipeline: first all that can be checked, then all that has effects. */
final class Submission {
  private final Console console;
  private final ClusterAccess cluster;
  private final Path jar;
  private final ModelJobs jobs;

  Submission(Console console, ClusterAccess cluster, Path jar) {
    this.console = console;
    this.cluster = cluster;
    this.jar = jar;
    jobs = cluster.jobs();
  }

  /**
   * Checks that a pipeline can be submitted, and creates absent topics.
   *
   * @param own slots of a job that will give them up
   */
  void prepare(Pipeline pipeline, Optional<String> from, int own) throws IOException {
    if (from.isPresent()) {
      requireVersion(from.get());
      Snapshots.requireFits(pipeline, from.get());
    }
    jobs.requireSlots(slots(pipeline), own);
    HeapCheck.require(cluster, pipeline);
    JobTopics.prepare(pipeline, console.waiting(), console::note);
  }

  private static int slots(Pipeline pipeline) {
    return Math.max(pipeline.training().replicas(), pipeline.training().masters());
  }

  // Of other hosts and file systems only Flink can tell, and does.
  private void requireVersion(String path) throws IOException {
    if (ModelVersions.isLocal(path) && isThisHost() && !ModelVersions.isComplete(path)) {
      throw new UsageException("no complete savepoint or checkpoint there: path=" + path);
    }
  }

  private boolean isThisHost() {
    String address = cluster.rest().address();
    try {
      return InetAddress.getByName(address.substring(0, address.lastIndexOf(':')))
          .isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Submits a pipeline; returns the id of its job once all of it runs. */
  String start(PipelineFile file, Pipeline pipeline, Optional<String> from)
      throws IOException, TrainingFailedException {
    jobs.requireSlots(slots(pipeline), 0);
    AvroOptions avro = pipeline.input().avro();
    cluster.files().saveSchema(pipeline.name(), avro == null ? null : avro.schema());
    cluster.files().savePipeline(pipeline.name(), file.text());
    String address = cluster.rest().address();
    int colon = address.lastIndexOf(':');
    ClusterAccess.Storage storage = cluster.storage(pipeline.name(), pipeline.flink());
    if (storage.checkpoints().isEmpty()) {
      console.note(
          "warning: the cluster has no directory for checkpoints, they are lost with its"
              + " jobmanager: option="
              + ClusterAccess.CHECKPOINTS);
    }
    String id =
        RemoteTraining.submit(
            pipeline,
            new RemoteTraining.Target(
                address.substring(0, colon),
                Integer.parseInt(address.substring(colon + 1)),
                jar.toUri().toString(),
                storage.checkpoints(),
                storage.savepoints(),
                from));
    jobs.awaitStarted(id, pipeline.training().replicas());
    return id;
  }

  /** Submits in place of a job that has just ended, from a version of its model. */
  String resume(PipelineFile file, Pipeline pipeline, String from)
      throws IOException, TrainingFailedException {
    try {
      return start(file, pipeline, Optional.of(from));
    } catch (TrainingFailedException | RuntimeException e) {
      // The model may be without a job now, so say how to go on.
      console.note("to go on, submit again: model=" + pipeline.name() + " from=" + from);
      throw e;
    }
  }

  /**
   * Returns a path that means the same to the JobManager: local ones are made whole.
   *
   * @param path as given on the command line
   */
  static String absolute(String path) {
    return path.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")
        ? path
        : Path.of(path).toAbsolutePath().normalize().toUri().toString();
  }
}
