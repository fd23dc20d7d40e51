package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.Pipeline;
import io.tributary.kafka.Topics;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.util.Optional;

/** Looks at a job's input topic, its progress and its Flink, again and again. */
public final class LoadWatch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ModelJobs jobs;
  private final ModelJob job;
  private final Pipeline pipeline;
  private final Waiting waiting;
  private final Topics topics;
  private final ProgressReader progress;
  private final JsonNode before;
  private final LagMeter meter = new LagMeter();
  private int replicas;
  private long checkpointBefore = -1;

  private LoadWatch(
      ModelJobs jobs,
      ModelJob job,
      Pipeline pipeline,
      Waiting waiting,
      Topics topics,
      ProgressReader progress,
      JsonNode before) {
    this.jobs = jobs;
    this.job = job;
    this.pipeline = pipeline;
    this.waiting = waiting;
    this.topics = topics;
    this.progress = progress;
    this.before = before;
  }

  /** Begins to watch a job that trains a pipeline. */
  public static LoadWatch start(ModelJobs jobs, ModelJob job, Pipeline pipeline, Waiting waiting) {
    Topics topics = Topics.connect(pipeline.kafka(), waiting);
    try {
      String reports = new ModelTopics(pipeline.name(), pipeline.kafka()).progress();
      ProgressReader progress = ProgressReader.start(pipeline.kafka(), reports);
      // A job to which nothing comes reports nothing.
      JsonNode before =
          ProgressReader.last(pipeline.kafka(), reports, PATIENCE)
              .orElse(MissingNode.getInstance());
      return new LoadWatch(jobs, job, pipeline, waiting, topics, progress, before);
    } catch (RuntimeException e) {
      topics.close();
      throw e;
    }
  }

  /** Returns what there is to see; nothing while the job tells too little. */
  public Optional<Load> look() {
    JsonNode report = progress.latest().isMissingNode() ? before : progress.latest();
    JobVertices vertices = jobs.vertices(job);
    JobHealth health = jobs.health(job);
    boolean runs = vertices.isRunning();
    long checkpoint = health.checkpoint().map(JobHealth.Checkpoint::id).orElse(-1L);
    if (replicas != vertices.replicas()) {
      // What a move has left behind is over when a checkpoint was taken without it.
      checkpointBefore = replicas == 0 ? -1 : checkpoint;
      replicas = vertices.replicas();
    }
    if (report.isMissingNode()) {
      return Optional.empty();
    }
    String topic = pipeline.input().topic();
    long learned = report.path("examples").asLong() + report.path("rejected").asLong();
    long end = sum(topics.endOffsets(topic).values());
    String group = new ModelTopics(pipeline.name(), pipeline.kafka()).examplesGroup();
    long lag = meter.look(end, topics.committed(topic, group), learned);
    return lag < 0
        ? Optional.empty()
        : Optional.of(
            new Load(
                waiting.nanos() / 1e9,
                end,
                learned,
                lag,
                replicas,
                most(vertices),
                runs && checkpoint > checkpointBefore));
  }

  private static long sum(Iterable<Long> offsets) {
    long sum = 0;
    for (long offset : offsets) {
      sum += offset;
    }
    return sum;
  }

  private int most(JobVertices vertices) {
    int slots = jobs.freeSlots() + vertices.slots();
    return pipeline.input().partitioning() == Partitioning.TOPIC
        ? Math.min(slots, topics.partitions(pipeline.input().topic()))
        : slots;
  }

  @Override
  public void close() {
    try (topics;
        progress) {
      // In reverse order.
    }
  }
}
