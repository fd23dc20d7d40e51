package io.tributary.session;

import io.tributary.cluster.ClusterPorts;
import io.tributary.config.FlinkConfig;
import io.tributary.config.Pipeline;
import io.tributary.operations.AutoRescaling;
import io.tributary.operations.FlinkRest;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import io.tributary.operations.ReplicaChoice.Settings;
import io.tributary.operations.ReplicaDecision;
import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Lets the replicas of a job in this process follow what waits, on a thread of its own. */
final class AutoReplicas implements AutoCloseable {
  private static final int LOOK_SECONDS = 2;
  private static final String HOST = "127.0.0.1";

  private final Supplier<AutoRescaling> begun;
  private final Waiting waiting;
  private final Queue<String> news = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closing;

  private AutoReplicas(Supplier<AutoRescaling> begun, Waiting waiting) {
    this.begun = begun;
    this.waiting = waiting;
    thread = new Thread(this::run, "auto-replicas");
    thread.setDaemon(true);
  }

  /** Returns the same pipeline, whose job in this process can be changed while it runs. */
  static Pipeline changeable(Pipeline pipeline) {
    String port = Integer.toString(ClusterPorts.free());
    Map<String, String> options = new TreeMap<>(pipeline.flink().options());
    options.put("rest.address", HOST);
    options.put("rest.bind-address", HOST);
    options.put("rest.port", port);
    options.put("rest.bind-port", port);
    options.put("web.submit.enable", "false");
    options.put("web.cancel.enable", "false");
    options.put("web.rescale.enable", "false");
    int slots = Math.max(pipeline.slots(), Runtime.getRuntime().availableProcessors());
    options.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    options.put("jobmanager.scheduler", "adaptive");
    String adaptive = "jobmanager.adaptive-scheduler.";
    options.put(adaptive + "submission.resource-stabilization-timeout", "0 s");
    options.put(adaptive + "executing.cooldown-after-rescaling", "1 s");
    options.put(adaptive + "executing.resource-stabilization-timeout", "0 s");
    options.put(adaptive + "rescale-trigger.max-delay", "10 s");
    return pipeline.withFlink(new FlinkConfig(options));
  }

  /** Begins to look at the job of a {@link #changeable} pipeline that runs. */
  static AutoReplicas start(Pipeline pipeline, Waiting waiting) {
    FlinkRest rest =
        new FlinkRest(HOST + ":" + pipeline.flink().options().get("rest.port"), waiting);
    AutoReplicas replicas =
        new AutoReplicas(
            () -> {
              ModelJob job = new ModelJobs(rest).one(pipeline.name());
              return AutoRescaling.start(rest, job, pipeline, Settings.every(LOOK_SECONDS));
            },
            waiting);
    replicas.thread.start();
    return replicas;
  }

  private void run() {
    try (AutoRescaling auto = begun.get()) {
      while (!closing) {
        Optional<ReplicaDecision> move = auto.look().filter(ReplicaDecision::moves);
        if (move.isPresent()) {
          AutoRescaling.Step step = auto.move(move.get());
          news.add(
              "replicas="
                  + step.decision().replicas()
                  + " before="
                  + step.from()
                  + ": "
                  + step.decision().reason());
        }
        waiting.pause(Duration.ofSeconds(LOOK_SECONDS));
      }
    } catch (RuntimeException e) {
      // A job that ends can't be asked any more, and of one that fails the session tells.
      if (!closing) {
        news.add("replicas are not changed any more: cause=" + e.getMessage());
      }
    }
  }

  /** Returns what has happened since it was asked before, oldest first, one at a time. */
  Optional<String> news() {
    return Optional.ofNullable(news.poll());
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
