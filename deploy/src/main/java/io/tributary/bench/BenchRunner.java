package io.tributary.bench;

import io.tributary.bench.BenchRun.Fill;
import io.tributary.bench.BenchRun.FloorRun;
import io.tributary.bench.BenchRun.PipelineRun;
import io.tributary.bench.BenchRun.RecoveryRun;
import io.tributary.bench.RunResult.FloorResult;
import io.tributary.bench.RunResult.PipelineResult;
import io.tributary.bench.RunResult.RecoveryResult;
import io.tributary.config.Pipeline;
import io.tributary.kafka.source.ModelTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does one run after the other, each in a fresh process, on topics that it fills when needed. */
final class BenchRunner {
  private static final long HEARTBEAT_MILLIS = 100;
  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;

  private final Path directory;
  private final ChildJvms jvms;
  private final Broker broker;
  private final BenchHost surroundings;
  private final Map<String, ClickData> filled = new TreeMap<>();
  private int count;

  BenchRunner(Path directory, ChildJvms jvms, Broker broker, BenchHost surroundings) {
    this.directory = directory;
    this.jvms = jvms;
    this.broker = broker;
    this.surroundings = surroundings;
  }

  /**
   * Does a run and returns what came of it.
   *
   * @throws BenchException when it fails
   */
  RunResult run(BenchRun run) throws IOException, InterruptedException {
    if (run instanceof RecoveryRun recovery) {
      return recover(recovery);
    }
    fill(run.data());
    RunResult result =
        run instanceof PipelineRun pipeline ? train(pipeline) : measure((FloorRun) run);
    Usage window = result.cost().window();
    surroundings.say(
        String.format(
            Locale.ROOT,
            "%-20s %8.3f CPU s per million, %,11.0f/s",
            run.name(),
            window.cpuSecondsPerMillion(),
            window.examplesPerSecond()));
    return result;
  }

  private RunResult measure(FloorRun run) throws IOException, InterruptedException {
    return new FloorResult(run, cost(ask(run, "none")));
  }

  private RunResult train(PipelineRun run) throws IOException, InterruptedException {
    String model = "bench-" + ++count;
    Pipeline pipeline = ClickPipeline.of(run, model, broker.kafka());
    ModelTopics topics = new ModelTopics(model, broker.kafka());
    surroundings.createTopics(pipeline, run.data().partitions());
    Optional<Duration> before = broker.cpu();
    ChildAnswer answer = ask(run, model);
    Optional<Duration> after = broker.cpu();
    OptionalLong updates = broker.size(topics.updates());
    broker.delete(List.of(topics.updates(), topics.progress(), topics.rejected()));
    PipelineFigures figures = answer.figures();
    if (figures == null) {
      throw new BenchException("pipeline does not say what it did: run=" + run.name());
    }
    return new PipelineResult(
        run,
        cost(answer),
        figures,
        updates.isPresent() ? updates.getAsLong() : null,
        before.isPresent() && after.isPresent()
            ? after.get().minus(before.get()).toNanos() / NANOS
            : null);
  }

  private RunResult recover(RecoveryRun run) throws IOException, InterruptedException {
    String model = "bench-" + ++count;
    Pipeline pipeline = ClickPipeline.of(run.pipeline(model), model, broker.kafka());
    ModelTopics topics = new ModelTopics(model, broker.kafka());
    surroundings.createTopics(pipeline, run.data().partitions());
    ChildAnswer answer = ask(run, model);
    broker.delete(
        List.of(pipeline.input().topic(), topics.updates(), topics.progress(), topics.rejected()));
    RecoveryFigures figures = answer.recovery();
    if (figures == null) {
      throw new BenchException("job does not say how it went on: run=" + run.name());
    }
    surroundings.say(
        String.format(
            Locale.ROOT,
            "%-20s %8.2f s from %,.1f MB",
            run.name(),
            figures.seconds(),
            figures.restoredBytes() / MEGA));
    return new RecoveryResult(run, cost(answer), figures);
  }

  private static Cost cost(ChildAnswer answer) {
    Cost cost = answer.cost();
    if (cost == null) {
      throw new BenchException("process answers without its costs: answer=" + answer);
    }
    return cost;
  }

  private void fill(ClickData data) throws IOException, InterruptedException {
    if (filled.containsKey(data.topic())) {
      return;
    }
    surroundings.createTopics(ClickPipeline.of(data).withKafka(broker.kafka()), data.partitions());
    ChildAnswer answer = ask(new Fill(data), "none");
    broker.force(data.topic());
    surroundings.say(
        String.format(
            Locale.ROOT,
            "filled %s with %,d rows in %.0f s",
            data.topic(),
            data.rows(),
            cost(answer).total().wallSeconds()));
    filled.put(data.topic(), data);
  }

  /** Deletes the topics that will not be read again, for their disk space. */
  void forgetAllBut(Collection<ClickData> needed) throws InterruptedException {
    List<String> obsolete = new ArrayList<>(filled.keySet());
    obsolete.removeAll(needed.stream().map(ClickData::topic).toList());
    if (!obsolete.isEmpty()) {
      broker.delete(obsolete);
      filled.keySet().removeAll(obsolete);
    }
  }

  private ChildAnswer ask(BenchRun run, String model) throws IOException, InterruptedException {
    Path request = Files.createTempFile(directory, "request-", ".json");
    Path answer = request.resolveSibling(request.getFileName() + ".answer");
    BenchJson.write(request, new ChildRequest(run, broker.kafka().bootstrapServers(), model));
    ChildJvms.Child child =
        jvms.start(BenchChild.class, heap(), List.of(request.toString(), answer.toString()));
    while (!child.process().waitFor(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS)) {
      surroundings.heartbeat();
    }
    ChildAnswer answered = read(answer);
    if (answered == null || answered.failure() != null) {
      throw new BenchException(
          "run failed: run="
              + run.name()
              + " cause="
              + (answered == null ? child.lastWords() : answered.failure()));
    }
    return answered;
  }

  // Of one size and all there, as after hours of training: else what is measured is a system that
  // hands out memory, in collections that last a fifth of a second.
  private static List<String> heap() {
    return List.of("-Xms" + Runtime.getRuntime().maxMemory(), "-XX:+AlwaysPreTouch");
  }

  private static @Nullable ChildAnswer read(Path answer) throws IOException {
    return Files.exists(answer) ? BenchJson.read(answer, ChildAnswer.class) : null;
  }
}
