package io.tributary.chaos;

import io.tributary.cluster.ClusterProcess;
import io.tributary.cluster.LocalCluster;
import io.tributary.operations.FlinkRest;
import io.tributary.operations.Rescaling;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Does harm, has it repaired, and measures how long learning took to go on. */
final class Injector {
  private static final Duration REPAIR_TIME = Duration.ofMinutes(2);
  private static final Duration RECOVERY_TIME = Duration.ofMinutes(3);
  private static final Duration BROKER_AWAY = Duration.ofSeconds(3);
  // More than the cluster's heartbeat timeout of eight seconds.
  private static final Duration PAUSE = Duration.ofSeconds(14);

  private final LocalCluster cluster;
  private final TrainedModel model;
  private final Patience patience;
  private final Random random;

  /** What was hit, and how long it took. */
  record Recovery(String detail, double seconds) {}

  Injector(LocalCluster cluster, TrainedModel model, Patience patience, Random random) {
    this.cluster = cluster;
    this.model = model;
    this.patience = patience;
    this.random = random;
  }

  /**
   * Does it, and returns when learning has gone on.
   *
   * @param more has more to learn sent, called when learning could go on
   */
  Recovery inject(Fault fault, Runnable more) {
    return switch (fault) {
      case KILL_TASKMANAGER -> killTaskManager(more);
      case KILL_JOBMANAGER -> killJobManager(more);
      case KILL_BROKER -> killBroker(more);
      case PAUSE_TASKMANAGER -> pauseTaskManager(more);
      case RESCALE, RESCALE_SHARDS ->
          throw new IllegalArgumentException("rescaling needs a number: fault=" + fault.text());
    };
  }

  private Recovery killTaskManager(Runnable more) {
    ClusterProcess victim = victim();
    Watch watch = new Watch(true, more);
    victim.kill();
    cluster.restart(victim.role());
    double seconds = watch.await();
    cluster.awaitHealthy(REPAIR_TIME);
    return new Recovery(victim.role().name(), seconds);
  }

  private Recovery killJobManager(Runnable more) {
    ClusterProcess victim = cluster.jobManager();
    Watch watch = new Watch(true, more);
    victim.kill();
    cluster.restartJobManager();
    cluster.awaitHealthy(REPAIR_TIME);
    model.submit(model.newestCheckpoint());
    return new Recovery(victim.role().name(), watch.await());
  }

  private Recovery killBroker(Runnable more) {
    ClusterProcess victim = cluster.broker();
    Watch watch = new Watch(false, more);
    victim.kill();
    patience.rest(BROKER_AWAY);
    // Nothing can arrive while it is away: what comes from now on was learned after the fault.
    watch.rebase();
    cluster.restartBroker();
    cluster.awaitHealthy(REPAIR_TIME);
    return new Recovery(victim.role().name(), watch.await());
  }

  private Recovery pauseTaskManager(Runnable more) {
    ClusterProcess victim = victim();
    Watch watch = new Watch(true, more);
    victim.pause();
    try {
      // All of the pause, although learning goes on elsewhere meanwhile.
      patience.until(
          PAUSE,
          () -> {
            watch.look();
            return false;
          });
    } finally {
      victim.resume();
    }
    double seconds = watch.await();
    if (!victim.isAlive()) {
      cluster.restart(victim.role());
    }
    cluster.awaitHealthy(REPAIR_TIME);
    return new Recovery(victim.role().name() + " for " + PAUSE.toSeconds() + " s", seconds);
  }

  /** Rescales, and returns when learning has gone on; {@code more} as above. */
  Recovery rescale(int replicas, Runnable more) {
    int before = model.jobs().replicas(model.job());
    // Shards follow the replicas, as far as there are blocks.
    int blocks = model.jobs().settings(model.job()).blocks();
    int shards = model.jobs().shards(model.job()) == 0 ? 0 : Math.min(replicas, blocks);
    return rescale(replicas, shards, before + " to " + replicas + " replicas", more);
  }

  /** Rescales the shards alone, and returns when learning has gone on; {@code more} as above. */
  Recovery rescaleShards(int shards, Runnable more) {
    int replicas = model.jobs().replicas(model.job());
    int before = model.jobs().shards(model.job());
    return rescale(replicas, shards, before + " to " + shards + " shards", more);
  }

  private Recovery rescale(int replicas, int shards, String detail, Runnable more) {
    Watch watch = new Watch(true, more);
    String address = cluster.info().jobManager();
    if (!new Rescaling(new FlinkRest(address, patience.waiting()))
        .rescale(model.job(), replicas, shards)) {
      throw new ChaosException("scheduler can't rescale: jobmanager=" + address);
    }
    model.jobs().awaitRunning(model.job().id(), replicas, shards);
    return new Recovery(detail, watch.await());
  }

  /** Returns a TaskManager that runs a part of the job: the loss of another would be no fault. */
  private ClusterProcess victim() {
    Set<String> hosts = model.jobs().hosts(model.job());
    List<ClusterProcess> candidates =
        cluster.taskManagers().stream()
            .filter(
                process ->
                    hosts.stream().anyMatch(host -> host.startsWith(process.role().name() + "-")))
            .toList();
    if (candidates.isEmpty()) {
      throw new ChaosException("no taskmanager runs the job: hosts=" + hosts);
    }
    return candidates.get(random.nextInt(candidates.size()));
  }

  /** Sees when learning goes on: an example is served that was merged after the fault. */
  private final class Watch {
    private final long startNanos = System.nanoTime();
    private final boolean isRestart;
    private final Runnable more;
    private final long known = model.mirror().generation();
    private long generation = known;
    private long examples = model.mirror().mostExamples();
    private double seconds = Double.NaN;

    /** Begins to watch; a restart shows in the generation. */
    Watch(boolean isRestart, Runnable more) {
      this.isRestart = isRestart;
      this.more = more;
    }

    void rebase() {
      examples = model.mirror().mostExamples();
    }

    double await() {
      if (!isRestart) {
        more.run();
      }
      patience.await("learning to go on", RECOVERY_TIME, this::look);
      return seconds;
    }

    /** Looks once; true when learning has gone on. */
    boolean look() {
      if (Double.isFinite(seconds)) {
        return true;
      }
      long now = model.mirror().generation();
      if (now > generation) {
        // What was merged since the checkpoint is merged again, which is learning, too.
        generation = now;
        examples = model.mirror().status().examples();
        more.run();
      } else if ((!isRestart || generation > known)
          && model.mirror().status().examples() > examples) {
        seconds = (System.nanoTime() - startNanos) / 1e9;
      }
      return Double.isFinite(seconds);
    }
  }
}
