package io.tributary.operations;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.failure.CommandFailedException;
import io.tributary.failure.UsageException;
import io.tributary.format.AvroOptions;
import io.tributary.training.JobTopics;
import io.tributary.training.RemoteTraining;
import io.tributary.training.Snapshots;
import io.tributary.training.TrainingFailedException;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Submits the job of a pipeline: first all that can be checked, then all that has effects. */
public final class Submission {
  private static final String LATEST = "latest";

  private final ClusterAccess cluster;
  private final Path jar;
  private final Waiting waiting;
  private final Consumer<String> notes;
  private final ModelJobs jobs;

  /**
   * Creates a submission.
   *
   * @param jar the job jar
   * @param notes takes what a person should know
   */
  public Submission(ClusterAccess cluster, Path jar, Waiting waiting, Consumer<String> notes) {
    this.cluster = cluster;
    this.jar = jar;
    this.waiting = waiting;
    this.notes = notes;
    jobs = cluster.jobs();
  }

  /**
   * Checks that no job of a model runs.
   *
   * @throws CommandFailedException when one does
   */
  public void requireAlone(String model) {
    List<ModelJob> alive = jobs.alive(model);
    if (!alive.isEmpty()) {
      throw new CommandFailedException(
          "a job of the model runs already: model="
              + model
              + " job="
              + alive.get(0).id()
              + " jobmanager="
              + cluster.rest().address());
    }
  }

  /**
   * Returns the version of a model to go on from, if it is to go on from one.
   *
   * @param wanted its path, or {@code latest} for the newest there is, or null for none
   * @throws CommandFailedException when there is none
   */
  public Optional<String> version(Pipeline pipeline, @Nullable String wanted) throws IOException {
    if (wanted == null || !wanted.equals(LATEST)) {
      return Optional.ofNullable(wanted).map(Submission::absolute);
    }
    ClusterAccess.Storage storage = cluster.storage(pipeline.name(), pipeline.flink());
    List<String> others = cluster.files().savepoints(pipeline.name());
    Optional<ModelVersions.Version> newest =
        ModelVersions.newest(storage.checkpoints(), storage.savepoints(), others);
    if (newest.isEmpty()) {
      throw new CommandFailedException(
          "no complete checkpoint or savepoint of the model: model="
              + pipeline.name()
              + " checkpoints="
              + storage.checkpoints().orElse("none")
              + " savepoints="
              + storage.savepoints().orElse("none"));
    }
    return newest.map(ModelVersions.Version::path);
  }

  /**
   * Checks that a pipeline can be submitted, and creates absent topics.
   *
   * @param own slots of a job that will give them up
   */
  public void prepare(Pipeline pipeline, Optional<String> from, int own) throws IOException {
    if (from.isPresent()) {
      requireVersion(from.get());
      Snapshots.requireFits(pipeline, from.get());
    }
    jobs.requireSlots(pipeline.slots(), own);
    HeapCheck.require(cluster, pipeline);
    JobTopics.prepare(pipeline, waiting, notes);
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
  public String start(PipelineFile file, Pipeline pipeline, Optional<String> from)
      throws IOException, TrainingFailedException {
    jobs.requireSlots(pipeline.slots(), 0);
    AvroOptions avro = pipeline.input().avro();
    cluster.files().saveSchema(pipeline.name(), avro == null ? null : avro.schema());
    cluster.files().savePipeline(pipeline.name(), file.text());
    String address = cluster.rest().address();
    int colon = address.lastIndexOf(':');
    ClusterAccess.Storage storage = cluster.storage(pipeline.name(), pipeline.flink());
    if (storage.checkpoints().isEmpty()) {
      notes.accept(
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
                from,
                cluster.rest().clientOptions()));
    jobs.awaitStarted(id, pipeline.training().replicas());
    return id;
  }

  /**
   * Stops a job with a savepoint and submits its model again from there, which is checked before it
   * is stopped; returns the savepoint.
   */
  public String replace(ModelJob job, PipelineFile file, Pipeline pipeline)
      throws IOException, TrainingFailedException {
    // Of what it is about to save, its last checkpoint tells whether the file still belongs to it.
    jobs.health(job).checkpoint().ifPresent(last -> Snapshots.requireFits(pipeline, last.path()));
    prepare(pipeline, Optional.empty(), jobs.slots(job));
    String savepoint = jobs.stop(job, cluster.storage(job.model()).savepoints());
    resume(file, pipeline, savepoint);
    return savepoint;
  }

  /** Submits in place of a job that has just ended, from a version of its model. */
  public String resume(PipelineFile file, Pipeline pipeline, String from)
      throws IOException, TrainingFailedException {
    try {
      return start(file, pipeline, Optional.of(from));
    } catch (TrainingFailedException | RuntimeException e) {
      // The model may be without a job now, so say how to go on.
      notes.accept("to go on, submit again: model=" + pipeline.name() + " from=" + from);
      throw e;
    }
  }

  /**
   * Returns a path that means the same to the JobManager: local ones are made whole.
   *
   * @param path as given on the command line
   */
  public static String absolute(String path) {
    return path.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")
        ? path
        : Path.of(path).toAbsolutePath().normalize().toUri().toString();
  }
}
