package io.tributary.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.config.TrackingConfig;
import io.tributary.process.OwnDirectory;
import io.tributary.session.TrainingProgress;
import io.tributary.session.TrainingReport;
import io.tributary.session.TrainingSample;
import io.tributary.tracking.TrackedEvent.Artifact;
import io.tributary.tracking.TrackedEvent.Ended;
import io.tributary.tracking.TrackedEvent.Metrics;
import io.tributary.tracking.TrackedEvent.Outcome;
import io.tributary.tracking.TrackedEvent.Parameters;
import io.tributary.tracking.TrackedEvent.Started;
import io.tributary.tracking.TrackedEvent.Version;
import io.tributary.training.JobParameters;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells all trackers of a pipeline how one run goes. Nothing here waits for a tracker, except
 * {@link #close} for a few seconds, and nothing here throws because of one. A run that never
 * learned anything is not told of.
 *
 * <p>What a tracker has not been told when a run closes, or when its process is killed, the next
 * run of the same model sends.
 */
public final class RunTracking implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Pipeline pipeline;
  private final String text;
  private final String command;
  private final Duration interval;
  private final Waiting waiting;
  private final InstantSource clock;
  private final Consumer<String> notes;
  private final String key;
  private final List<Spool> spools = new ArrayList<>();
  private final List<Sender> senders = new ArrayList<>();
  private boolean hasStarted;
  private boolean hasEnded;
  private long lastNanos;
  private long lastStep = -1;

  private RunTracking(
      Pipeline pipeline,
      PipelineFile file,
      String command,
      Duration interval,
      Waiting waiting,
      InstantSource clock,
      Consumer<String> notes) {
    this.pipeline = pipeline;
    this.text = file.shownText();
    this.command = command;
    this.interval = interval;
    this.waiting = waiting;
    this.clock = clock;
    this.notes = notes;
    key = clock.millis() + "-" + UUID.randomUUID();
  }

  /**
   * Begins to track a run, and sends what is left of earlier ones.
   *
   * @param config where to; without a tracker nothing is done
   * @param file the file of the pipeline, which is tracked, too
   * @param command what runs, such as "evaluate"
   * @param notes is given what a person should know, by any thread
   */
  public static RunTracking start(
      TrackingConfig config,
      Pipeline pipeline,
      PipelineFile file,
      String command,
      Waiting waiting,
      InstantSource clock,
      Consumer<String> notes) {
    RunTracking tracking =
        new RunTracking(pipeline, file, command, config.interval(), waiting, clock, notes);
    TrackingConfig.Mlflow mlflow = config.mlflow();
    if (mlflow != null) {
      tracking.add(new MlflowTracker(mlflow), mlflow.uri(), config);
    }
    TrackingConfig.Comet comet = config.comet();
    if (comet != null) {
      tracking.add(new CometTracker(comet), comet.uri(), config);
    }
    return tracking;
  }

  private void add(Tracker tracker, URI uri, TrackingConfig config) {
    Path given = config.spool();
    Path root = given == null ? OwnDirectory.of("tracking") : given;
    // What waits for one address is not for another.
    String place =
        UUID.nameUUIDFromBytes((uri + " " + tracker.address()).getBytes(StandardCharsets.UTF_8))
            .toString();
    Path directory = root.resolve(pipeline.name()).resolve(tracker.name() + "-" + place);
    try {
      for (Spool left : Leftovers.open(directory, config.spoolBytes())) {
        left.endLeftover(clock.millis());
        senders.add(Sender.start(tracker, left, waiting, notes));
      }
      Spool spool =
          Spool.open(directory.resolve(key), config.spoolBytes())
              .orElseThrow(() -> new IOException("spool is in use"));
      spools.add(spool);
      senders.add(Sender.start(tracker, spool, waiting, notes));
    } catch (IOException e) {
      notes.accept(
          "warning: run is not tracked: tracker="
              + tracker.name()
              + " directory="
              + directory
              + " cause="
              + e);
    }
  }

  private boolean isOff() {
    return spools.isEmpty();
  }

  /** Takes how far training is, again and again; it is asked only when a point is due. */
  public void training(Supplier<TrainingProgress> latest) {
    if (isDue()) {
      TrainingProgress progress = latest.get();
      Map<String, Double> values = new LinkedHashMap<>();
      values.put(progress.kind().headline().jsonName(), progress.loss());
      values.put(progress.kind().headline().windowName(), progress.windowLoss());
      values.put(progress.kind().beside().jsonName(), progress.beside());
      values.put("examplesPerSecond", progress.perSecond());
      values.put("merged", (double) progress.merged());
      values.put("rejected", (double) progress.rejected());
      values.put("modelVersion", (double) progress.version());
      values.put("freshnessMsP50", progress.freshnessMillis());
      point(progress.examples(), values);
    }
  }

  /** Takes a sample of training in memory. */
  public void sample(TrainingSample sample) {
    if (!isOff()) {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put(sample.kind().headline().jsonName(), sample.loss());
      values.put(sample.kind().headline().windowName(), sample.sinceLast());
      values.put("modelVersion", (double) sample.version());
      point(sample.examples(), values);
    }
  }

  /** Takes a record of the progress topic, again and again. */
  public void progress(JsonNode record) {
    boolean isFinal = record.path("final").asBoolean(false);
    if (!record.isObject() || isOff() || (!isFinal && !isDue())) {
      return;
    }
    Map<String, Double> values = new LinkedHashMap<>();
    record
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNumber() && !field.getKey().equals("examples")) {
                values.put(field.getKey(), field.getValue().asDouble());
              }
            });
    point(record.path("examples").asLong(), values);
  }

  private boolean isDue() {
    return !isOff() && (!hasStarted || waiting.isOver(lastNanos, interval));
  }

  private void point(long step, Map<String, Double> values) {
    if (step <= 0) {
      return; // Nothing is learned yet.
    }
    begin();
    lastNanos = waiting.nanos();
    lastStep = step;
    values.values().removeIf(value -> !Double.isFinite(value));
    tell(new Metrics(clock.millis(), step, Map.copyOf(values)));
  }

  private void begin() {
    if (hasStarted) {
      return;
    }
    hasStarted = true;
    long now = clock.millis();
    Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("tributary.model", pipeline.name());
    tags.put("tributary.command", command);
    tell(new Started(now, key, pipeline.name() + " " + command + " " + second, tags));
    tell(new Parameters(now, JobParameters.settings(pipeline)));
    tell(new Artifact(now, "pipeline.yaml", text));
  }

  /** Takes how training ended. */
  public void ended(TrainingReport report) {
    if (isOff() || report.examples() == 0) {
      return;
    }
    Map<String, Double> values = new LinkedHashMap<>();
    report.metrics().figures().forEach((metric, value) -> values.put(metric.jsonName(), value));
    values.put(report.metrics().kind().headline().windowName(), report.metrics().window());
    values.put("examplesPerSecond", report.examplesPerSecond());
    values.put("merged", (double) report.merged());
    values.put("rejected", (double) report.input().rejected());
    values.put("modelVersion", (double) report.modelVersion());
    values.put("freshnessMsP50", report.freshnessMsP50());
    values.put("freshnessMsP99", report.freshnessMsP99());
    values.put("seconds", report.seconds());
    point(report.examples(), values);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("version", Long.toString(report.modelVersion()));
    facts.put("checksum", report.checksum());
    facts.put("examples", Long.toString(report.examples()));
    facts.put("store", report.store().toAbsolutePath().toString());
    tell(new Version(clock.millis(), facts));
  }

  /** Says that the run came to its end, or was asked to stop; otherwise it has failed. */
  public void finish() {
    end(Outcome.FINISHED);
  }

  private void end(Outcome outcome) {
    if (!hasEnded && hasStarted) {
      tell(new Ended(clock.millis(), outcome));
    }
    hasEnded = true;
  }

  /** Returns the examples of the last point, -1 before the first. */
  public long lastStep() {
    return lastStep;
  }

  private void tell(TrackedEvent event) {
    spools.forEach(spool -> spool.add(event));
  }

  /** Ends the run, and gives trackers a few seconds for what they don't have yet. */
  @Override
  public void close() {
    end(Outcome.FAILED);
    if (!hasStarted) {
      spools.forEach(Spool::discard);
    }
    long start = waiting.nanos();
    for (Sender sender : senders) {
      Duration left = PATIENCE.minusNanos(waiting.nanos() - start);
      int kept = sender.close(left.isNegative() ? Duration.ZERO : left);
      if (kept > 0) {
        notes.accept(
            "what a tracker has not got yet is kept, and sent by the next run: events="
                + kept
                + " directory="
                + sender.directory());
      }
    }
  }
}
