package io.tributary.cli;

import io.tributary.advice.Misfit;
import io.tributary.advice.StreamShape;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.failure.CommandFailedException;
import io.tributary.failure.UsageException;
import io.tributary.operations.PipelineFiles;
import io.tributary.process.Heap;
import io.tributary.process.StopSignal;
import io.tributary.replay.Schedule;
import io.tributary.session.Evaluation;
import io.tributary.session.Evaluation.Samples;
import io.tributary.session.SimulatedStream;
import io.tributary.session.TrainingReport;
import io.tributary.session.TrainingSample;
import io.tributary.tracking.RunTracking;
import io.tributary.training.MemoryNeed;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate}: runs a file through the whole pipeline, the same way at every run. */
@Command(
    name = "evaluate",
    description = {
      "Run a file through the whole pipeline, an embedded Kafka included, and print progressive"
          + " metrics: each example is predicted before it is learned.",
      "Rounds close by count and each replica has a partition of its own, so the figures and the"
          + " model are the same at every run, unless staleness is unbounded.",
      "With several numbers of replicas it runs each, and says which to use.",
      "With --simulated the same replicas and masters run in memory, without Kafka and Flink, in"
          + " a fraction of the time: with the same figures and the same model when rounds close by"
          + " count and staleness is bounded."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class EvaluateCommand implements Callable<Integer> {
  /** Of records that say nothing of their time. */
  private static final double USUAL_RATE = 1;

  private static final double MOST_A_SECOND = 1e9;

  /** Keys that mean something only where the model is dealt out to shards. */
  private static final List<String> OF_SHARDS = List.of("training.shards", "training.batch");

  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = ProduceCommand.FILE_HELP)
  private String data;

  @Option(
      names = "--replicas",
      split = ",",
      paramLabel = "N",
      description = {
        "Instead of the file's. Several, such as 1,2,4,8, are run one after the other, and shown in"
            + " one table with the loss above that of one replica, and with which number to use."
      })
  private @Nullable List<String> replicas;

  @Option(
      names = "--staleness",
      paramLabel = "K|unbounded",
      description = "Rounds the merged model may be behind, instead of the file's.")
  private @Nullable String staleness;

  @Option(
      names = "--round",
      paramLabel = "N",
      description = "Examples of a round of one replica, instead of the file's: rounds don't grow.")
  private @Nullable String round;

  @Option(
      names = "--share",
      paramLabel = "S",
      description =
          "Which part of all that has been learned a round of all replicas has, instead of the"
              + " file's, such as 0.001.")
  private @Nullable String share;

  @Option(
      names = "--merge",
      paramLabel = "RULE",
      description = "The merge rule, instead of the file's.")
  private @Nullable String merge;

  @Option(
      names = "--parallelism",
      paramLabel = "data|model|hybrid",
      description =
          "Whether the examples are dealt out to replicas or the model to shards, instead of the"
              + " file's.")
  private @Nullable String parallelism;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "With --parallelism model, among how many tasks the model is dealt out.")
  private @Nullable String shards;

  @Option(names = "--simulated", description = "Run in memory, without Kafka and Flink.")
  private boolean simulated;

  @Option(
      names = "--schedule",
      paramLabel = "count|aligned|live",
      description = {
        "With --simulated, when rounds end. count: when a replica has its number of examples, as"
            + " without --simulated. aligned: when the whole stream has brought so many for each"
            + " replica on average. live: by training.round.minDelay and maxDelay, too, in the"
            + " records' own time."
      })
  private @Nullable Schedule schedule;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "With --schedule live, records a second, evenly spaced, in place of the records' own"
              + " times.")
  private @Nullable Double rate;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = {
        "With --simulated, print how far it is after every N records, in place of every so many"
            + " seconds. The store of an exact table follows it then, and is looked at, too."
      })
  private @Nullable Long every;

  @Option(
      names = "--store",
      paramLabel = "PATH",
      description = "The file of the model store; by default one in ~/.tributary/evaluate.")
  private @Nullable Path store;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  private final Console console;
  private final Set<String> ignored = new TreeSet<>();

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    requireNoContradiction();
    List<Pipeline> pipelines = pipelines();
    for (Pipeline pipeline : pipelines) {
      Heap.require(
          pipeline,
          simulated ? MemoryNeed.simulatedBytes(pipeline) : MemoryNeed.freshHeapBytes(pipeline));
    }
    SimulatedStream stream = stream(pipelines.get(0));
    StopSignal stop = StopSignal.install();
    ProgressPrinter printer = ProgressPrinter.of(console, json);
    if (pipelines.size() == 1) {
      run(pipelines.get(0), stream, stop, printer, report -> tell(report, printer));
    } else {
      compare(pipelines, stream, stop, printer);
    }
    return Failures.DONE;
  }

  private StreamShape run(
      Pipeline pipeline,
      SimulatedStream stream,
      StopSignal stop,
      ProgressPrinter printer,
      Consumer<TrainingReport> ended)
      throws Exception {
    try (RunTracking tracking =
        Trackings.start(console, PipelineFiles.read(file), pipeline, "evaluate")) {
      Evaluation evaluation =
          new Evaluation(
              pipeline,
              new Evaluation.Files(data, store),
              console.waiting(),
              stop,
              Trackings.of(printer, tracking));
      Consumer<TrainingReport> tracked = ended.andThen(tracking::ended);
      Consumer<TrainingSample> sampled = printer::sample;
      StreamShape shape =
          simulated
              ? evaluation.simulate(
                  stream,
                  every == null ? null : new Samples(every, sampled.andThen(tracking::sample)),
                  tracked)
              : evaluation.train(tracked);
      tracking.finish();
      return shape;
    }
  }

  private void compare(
      List<Pipeline> pipelines, SimulatedStream stream, StopSignal stop, ProgressPrinter printer)
      throws Exception {
    ComparisonReport comparison = new ComparisonReport(simulated);
    FieldWarning warning = new FieldWarning(console, printer);
    for (Pipeline pipeline : pipelines) {
      printer.say(Figures.replicas(pipeline.training().replicas()));
      Deque<TrainingReport> ended = new ArrayDeque<>();
      StreamShape shape = run(pipeline, stream, stop, printer, ended::add);
      warning.show(ended.element().input());
      requireExamples(ended.element());
      comparison.add(ended.element(), misfits(pipeline, shape, stream));
      printer.object(comparison.lastJson());
    }
    printer.end();
    if (json) {
      printer.object(comparison.adviceJson());
    } else {
      comparison.lines().forEach(console::line);
    }
  }

  private List<Misfit> misfits(Pipeline pipeline, StreamShape shape, SimulatedStream stream) {
    boolean isGuessed = rate == null && pipeline.schema().timeField() == null;
    // A file that stands for a live stream says nothing of how long that goes on.
    return stream.schedule() == Schedule.LIVE
        ? Misfit.ofEndless(isGuessed ? shape.at(Double.NaN) : shape, pipeline.training().replicas())
        : Misfit.ofWhole(shape, pipeline.training());
  }

  private void tell(TrainingReport report, ProgressPrinter printer) {
    new FieldWarning(console, printer).show(report.input());
    printer.report(report);
    requireExamples(report);
  }

  private void requireExamples(TrainingReport report) {
    report.input().requireLearned(report.examples());
    if (report.examples() == 0) {
      throw new CommandFailedException("data file has no records: file=" + data);
    }
  }

  private void requireNoContradiction() {
    if (schedule != null && !simulated) {
      throw new UsageException("option is for simulations: --schedule without --simulated");
    }
    Double given = rate;
    if (given != null && schedule != Schedule.LIVE) {
      throw new UsageException("option is for live streams: --rate without --schedule live");
    }
    if (given != null && !(given > 0 && given <= MOST_A_SECOND)) {
      throw new UsageException(
          "rate is not possible: --rate=" + given + " allowed=above 0, at most 1000000000");
    }
    if (every != null && !(every > 0 && simulated)) {
      throw new UsageException(
          simulated
              ? "number is not positive: --every=" + every
              : "option is for simulations: --every without --simulated");
    }
    requireOneRun("a store is", "--store", store);
    requireOneRun("samples are", "--every", every);
  }

  private void requireOneRun(String what, String option, @Nullable Object value) {
    if (value != null && numbers().size() > 1) {
      throw new UsageException(
          what
              + " of one run: "
              + option
              + "="
              + value
              + " --replicas="
              + String.join(",", numbers()));
    }
  }

  private List<String> numbers() {
    return replicas == null ? List.of() : replicas;
  }

  private SimulatedStream stream(Pipeline pipeline) {
    Schedule chosen = schedule == null ? Schedule.COUNT : schedule;
    if (chosen != Schedule.LIVE || rate != null || pipeline.schema().timeField() != null) {
      return new SimulatedStream(chosen, rate == null ? Double.NaN : rate);
    }
    console.note(
        "the pipeline names no time, so records come one a second; --rate N is another number");
    return new SimulatedStream(chosen, USUAL_RATE);
  }

  /** Returns what is to be run: of several, first what the others are compared with. */
  private List<Pipeline> pipelines() {
    PipelineFile edited =
        edited()
            .with("training.staleness", staleness)
            .with("training.round.examples", round)
            .with("training.round.share", share)
            .with("training.merge", merge);
    SortedMap<Integer, Pipeline> byReplicas = new TreeMap<>();
    for (String number : numbers()) {
      Pipeline pipeline = pipeline(edited.with("training.replicas", number));
      byReplicas.put(pipeline.training().replicas(), pipeline);
    }
    if (byReplicas.size() > 1) {
      byReplicas.computeIfAbsent(1, one -> pipeline(edited.with("training.replicas", "1")));
    }
    List<Pipeline> all =
        byReplicas.isEmpty() ? List.of(pipeline(edited)) : List.copyOf(byReplicas.values());
    if (all.get(0).input().avro() != null) {
      console.note(
          "the data file is CSV or JSON lines and sent as JSON: the pipeline's avro is not read");
    }
    if (!ignored.isEmpty()) {
      console.note(
          "with --parallelism data there are no shards, so keys of theirs are not read: "
              + String.join(", ", ignored));
    }
    Evaluation.notes(all.get(0)).forEach(console::note);
    return all.stream().map(Evaluation::ofDataFile).toList();
  }

  private PipelineFile edited() {
    PipelineFile edited =
        applicable(PipelineFiles.read(file))
            .withoutKafka()
            .with("training.parallelism", parallelism)
            .with("training.shards", shards);
    // Only where time passes between the records it may end rounds and batches.
    if (schedule == Schedule.LIVE) {
      return edited;
    }
    return pipeline(edited).training().sharding() != null
        ? edited.with("training.batch.maxDelay", "0")
        : edited.with("training.round.minDelay", "0").with("training.round.maxDelay", "0");
  }

  /** Returns a file without what the parallelism that was asked for gives no meaning to. */
  private PipelineFile applicable(PipelineFile read) {
    if (!"data".equals(parallelism)) {
      return read;
    }
    PipelineFile applicable = read;
    for (String key : OF_SHARDS) {
      if (read.has(key)) {
        applicable = applicable.without(key);
        ignored.add(key);
      }
    }
    return applicable;
  }

  private Pipeline pipeline(PipelineFile edited) {
    return edited.pipeline(console.environment());
  }
}
