package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.failure.CommandFailedException;
import io.tributary.failure.UsageException;
import io.tributary.operations.AutoRescaling;
import io.tributary.operations.ClusterAccess;
import io.tributary.operations.HeapCheck;
import io.tributary.operations.JobManagerException;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import io.tributary.operations.ReplicaChoice.Settings;
import io.tributary.operations.ReplicaDecision;
import io.tributary.operations.ReplicaDecision.Kind;
import io.tributary.operations.Rescaling;
import io.tributary.operations.Submission;
import io.tributary.process.StopSignal;
import io.tributary.training.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rescale}: changes the number of replicas. */
@Command(
    name = "rescale",
    description = {
      "Change the number of replicas of a model that is being trained, or of its shards.",
      "Where the cluster's scheduler is the adaptive one, the job goes on; otherwise it is stopped"
          + " with a savepoint and submitted again."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class RescaleCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The model's name, or its job's id.")
  private String model;

  /** How many there should be. */
  private static final class Wanted {
    @Option(names = "--replicas", paramLabel = "N", description = "How many.")
    private @Nullable Integer replicas;

    @Option(
        names = "--auto",
        description =
            "The least that keep up: stay, watch how many records wait, and change the number"
                + " while the job goes on, until Ctrl-C.")
    private boolean auto;
  }

  @ArgGroup(multiplicity = "0..1")
  private Wanted wanted = new Wanted();

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "Of a model that is dealt out to shards, how many of these.")
  private @Nullable Integer shards;

  @Option(names = "--once", description = "With --auto: decide once, and return.")
  private boolean once;

  @Option(
      names = "--look-seconds",
      paramLabel = "S",
      defaultValue = "2",
      description =
          "With --auto: the time between two looks, to which all other times are in proportion; by"
              + " default ${DEFAULT-VALUE}.")
  private double lookSeconds;

  @Option(names = "--savepoint", description = "Through a savepoint, whatever the scheduler.")
  private boolean withSavepoint;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "The pipeline file to submit again; by default the one submitted last.")
  private @Nullable Path pipelineFile;

  @Mixin private ClusterOptions clusterOptions;
  @Mixin private JobJar jar;

  private final Console console;

  RescaleCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    requireNoContradiction();
    ClusterAccess cluster = clusterOptions.access(console);
    ModelJobs jobs = cluster.jobs();
    ModelJob job = jobs.one(model);
    if (wanted.auto) {
      follow(cluster, job, StopSignal.install());
      return Failures.DONE;
    }
    rescale(cluster, job);
    return Failures.DONE;
  }

  private void requireNoContradiction() {
    if (wanted.replicas == null && shards == null && !wanted.auto) {
      throw new UsageException("nothing to change: allowed=--replicas N, --shards N, --auto");
    }
    if (shards != null && shards < 1) {
      throw new UsageException("not a positive number: --shards=" + shards);
    }
    if (wanted.auto && shards != null) {
      throw new UsageException("--auto changes the number of replicas: --shards=" + shards);
    }
    if (wanted.replicas != null && wanted.replicas < 1) {
      throw new UsageException("not a positive number: --replicas=" + wanted.replicas);
    }
    if (!wanted.auto && once) {
      throw new UsageException("--once is for --auto");
    }
    if (wanted.auto && withSavepoint) {
      throw new UsageException("--auto changes the job while it runs: --savepoint");
    }
    if (!(lookSeconds > 0)) {
      throw new UsageException("not a positive number: --look-seconds=" + lookSeconds);
    }
  }

  private void follow(ClusterAccess cluster, ModelJob job, StopSignal stop) {
    requireReplicas(cluster.jobs().shards(job), job);
    PipelineFile file = cluster.pipelineFile(job.model(), pipelineFile);
    Pipeline pipeline = cluster.pipeline(job.model(), file, null);
    try (AutoRescaling auto =
        AutoRescaling.start(cluster.rest(), job, pipeline, Settings.every(lookSeconds))) {
      int replicas = cluster.jobs().replicas(job);
      console.line(
          "watching " + job.model() + ", " + Figures.replicas(replicas) + ", " + stop.remedy());
      while (!stop.isRequested() && auto.isAlive()) {
        Optional<ReplicaDecision> decision = auto.look();
        decision.filter(ReplicaDecision::moves).ifPresent(move -> move(auto, job, move));
        if (once && decision.isPresent() && decision.get().kind() != Kind.UNDECIDED) {
          decision
              .filter(made -> made.kind() == Kind.STAY)
              .ifPresent(
                  made ->
                      console.line(
                          job.model()
                              + " stays with "
                              + Figures.replicas(made.replicas())
                              + ": "
                              + made.reason()));
          return;
        }
        console.waiting().pause(Duration.ofMillis((long) (lookSeconds * 1e3)));
      }
    }
  }

  private void move(AutoRescaling auto, ModelJob job, ReplicaDecision decision) {
    try {
      AutoRescaling.Step step = auto.move(decision);
      say(
          job,
          Integer.toString(step.from()),
          Figures.replicas(decision.replicas()),
          step.seconds(),
          "live: " + decision.reason());
    } catch (CommandFailedException | JobManagerException e) {
      if (once) {
        throw e;
      }
      // Others may have taken the slots since they were counted.
      console.note(String.valueOf(e.getMessage()));
    }
  }

  private static void requireReplicas(int shardsNow, ModelJob job) {
    if (shardsNow > 0) {
      throw new UsageException(
          "the model is dealt out to shards, whose number nothing chooses: model="
              + job.model()
              + " allowed=--replicas N, --shards N");
    }
  }

  private void rescale(ClusterAccess cluster, ModelJob job) throws Exception {
    ModelJobs jobs = cluster.jobs();
    int before = jobs.replicas(job);
    int shardsBefore = jobs.shards(job);
    int replicas = wanted.replicas == null ? before : wanted.replicas;
    int wantedShards = shardsWanted(cluster, job, shardsBefore);
    if (before == replicas && shardsBefore == wantedShards) {
      console.line(job.model() + " has " + Figures.replicas(replicas, wantedShards) + " already");
      return;
    }
    if (replicas > before) {
      HeapCheck.require(cluster.rest(), job, replicas);
    }
    long start = System.nanoTime();
    String way = "live";
    if (!withSavepoint && new Rescaling(cluster.rest()).rescale(job, replicas, wantedShards)) {
      jobs.awaitRunning(job.id(), replicas, wantedShards);
    } else {
      way = "through " + resubmit(cluster, job, replicas, wantedShards);
    }
    say(
        job,
        shardsBefore == wantedShards
            ? Integer.toString(before)
            : Figures.replicas(before, shardsBefore),
        shardsBefore == wantedShards
            ? Figures.replicas(replicas)
            : Figures.replicas(replicas, wantedShards),
        (System.nanoTime() - start) / 1e9,
        way);
  }

  private int shardsWanted(ClusterAccess cluster, ModelJob job, int now) {
    if (shards == null) {
      return now;
    }
    if (now == 0) {
      throw new UsageException(
          "the model is not dealt out to shards: model=" + job.model() + " --shards=" + shards);
    }
    int blocks = cluster.jobs().settings(job).blocks();
    if (shards > blocks) {
      throw new UsageException(
          "there can't be more shards than blocks: --shards=" + shards + " allowed=1.." + blocks);
    }
    return shards;
  }

  private void say(ModelJob job, String before, String after, double seconds, String way) {
    console.line(
        String.format(
            "rescaled %s from %s to %s in %s s, %s",
            job.model(), before, after, Figures.metric(seconds, 1), way));
  }

  /** Returns the savepoint between the two jobs. */
  private String resubmit(ClusterAccess cluster, ModelJob job, int replicas, int wantedShards)
      throws IOException, TrainingFailedException {
    PipelineFile file = cluster.pipelineFile(job.model(), pipelineFile);
    PipelineFile scaled =
        wantedShards > 0 ? file.with("training.shards", Integer.toString(wantedShards)) : file;
    Pipeline pipeline = cluster.pipeline(job.model(), scaled, replicas);
    Submission submission = new Submission(cluster, jar.file(), console.waiting(), console::note);
    return submission.replace(job, file, pipeline);
  }
}
