package io.tributary.chaos;

import io.tributary.cluster.Role;
import io.tributary.operations.Rescaling;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** Does harm, has it repaired, and measures how long learning took to go on. */
final class Injector {
  private static final Duration REPAIR_TIME = Duration.ofMinutes(2);
  private static final Duration RECOVERY_TIME = Duration.ofMinutes(3);
  private static final Duration BROKER_AWAY = Duration.ofSeconds(3);
  // More than the cluster's heartbeat timeout of eight seconds.
  private static final Duration PAUSE = Duration.ofSeconds(14);

  private final CampaignCluster cluster;
  private final TrainedModel model;
  private final Patience patience;
  private final Random random;

  /** What was hit, and how long it took. */
  record Recovery(String detail, double seconds) {}

  Injector(CampaignCluster cluster, TrainedModel model, Patience patience, Random random) {
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
      case PAUSE_TASKMANAGER -> silence(cluster::pause, cluster::resume, more);
      case CUT_OFF_TASKMANAGER -> silence(cluster::cutOff, cluster::join, more);
      case RESCALE, RESCALE_SHARDS ->
          throw new IllegalArgumentException("rescaling needs a number: fault=" + fault.text());
    };
  }

  private Recovery killTaskManager(Runnable more) {
    Role victim = victim();
    Watch watch = new Watch(true, more);
    cluster.kill(victim);
    cluster.restart(victim);
    double seconds = watch.await();
    cluster.awaitHealthy(REPAIR_TIME);
    return new Recovery(victim.name(), seconds);
  }

  private Recovery killJobManager(Runnable more) {
    Role victim = cluster.leader();
    Watch watch = new Watch(true, more);
    cluster.kill(victim);
    if (cluster.isHighlyAvailable()) {
      // The other one takes over, and nobody does anything for it.
      double seconds = watch.await();
      cluster.restart(victim);
      cluster.awaitHealthy(REPAIR_TIME);
      return new Recovery(victim.name() + ", which led", seconds);
    }
    cluster.restart(victim);
    cluster.awaitHealthy(REPAIR_TIME);
    model.submit(model.newestCheckpoint());
    return new Recovery(victim.name(), watch.await());
  }

  private Recovery killBroker(Runnable more) {
    Watch watch = new Watch(false, more);
    cluster.kill(Role.BROKER);
    patience.rest(BROKER_AWAY);
    // Nothing can arrive while it is away: what comes from now on was learned after the fault.
    watch.rebase();
    cluster.restart(Role.BROKER);
    cluster.awaitHealthy(REPAIR_TIME);
    return new Recovery(Role.BROKER.name(), watch.await());
  }

  /** Keeps a TaskManager from answering for longer than the heartbeat, by one way or another. */
  private Recovery silence(Consumer<Role> begin, Consumer<Role> end, Runnable more) {
    Role victim = victim();
    Watch watch = new Watch(true, more);
    begin.accept(victim);
    try {
      // All of the time, although learning goes on elsewhere meanwhile.
      patience.until(
          PAUSE,
          () -> {
            watch.look();
            return false;
          });
    } finally {
      end.accept(victim);
    }
    double seconds = watch.await();
    if (!cluster.isAlive(victim)) {
      cluster.restart(victim);
    }
    cluster.awaitHealthy(REPAIR_TIME);
    return new Recovery(victim.name() + " for " + PAUSE.toSeconds() + " s", seconds);
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
    if (!new Rescaling(cluster.info().rest(patience.waiting()))
        .rescale(model.job(), replicas, shards)) {
      throw new ChaosException(
          "scheduler can't rescale: jobmanager=" + cluster.info().jobManager());
    }
    model.jobs().awaitRunning(model.job().id(), replicas, shards);
    return new Recovery(detail, watch.await());
  }

  /** Returns a TaskManager that runs a part of the job: the loss of another would be no fault. */
  private Role victim() {
    Set<String> hosts = model.jobs().hosts(model.job());
    List<Role> candidates =
        cluster.taskManagers().stream()
            .filter(role -> hosts.stream().anyMatch(host -> host.startsWith(role.name() + "-")))
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
