package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.failure.CommandFailedException;
import io.tributary.failure.UsageException;
import io.tributary.operations.PipelineFiles;
import io.tributary.process.Heap;
import io.tributary.process.StopSignal;
import io.tributary.replay.Schedule;
import io.tributary.session.Evaluation;
import io.tributary.session.TrainingReport;
import io.tributary.training.MemoryNeed;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
      "With --simulated the same replicas and masters run in memory, without Kafka and Flink, in"
          + " a fraction of the time: with the same figures and the same model when rounds close by"
          + " count and staleness is bounded."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = ProduceCommand.FILE_HELP)
  private String data;

  @Option(names = "--replicas", paramLabel = "N", description = "Instead of the file's.")
  private @Nullable String replicas;

  @Option(
      names = "--staleness",
      paramLabel = "K|unbounded",
      description = "Rounds the merged model may be behind, instead of the file's.")
  private @Nullable String staleness;

  @Option(
      names = "--round",
      paramLabel = "N",
      description = "Examples of a round of one replica, instead of the file's.")
  private @Nullable String round;

  @Option(
      names = "--merge",
      paramLabel = "RULE",
      description = "The merge rule, instead of the file's.")
  private @Nullable String merge;

  @Option(names = "--simulated", description = "Run in memory, without Kafka and Flink.")
  private boolean simulated;

  @Option(
      names = "--schedule",
      paramLabel = "count|aligned",
      description = {
        "With --simulated, when rounds end. count: when a replica has its number of examples, as"
            + " without --simulated. aligned: when the whole stream has brought so many for each"
            + " replica on average, as on a live stream, where time ends rounds."
      })
  private @Nullable Schedule schedule;

  @Option(
      names = "--store",
      paramLabel = "PATH",
      description = "The file of the model store; by default one in ~/.tributary/evaluate.")
  private @Nullable Path store;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  private final Console console;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (schedule != null && !simulated) {
      throw new UsageException("option is for simulations: --schedule without --simulated");
    }
    Pipeline checked = pipeline();
    Heap.require(
        checked,
        simulated ? MemoryNeed.simulatedBytes(checked) : MemoryNeed.freshHeapBytes(checked));
    StopSignal stop = StopSignal.install();
    ProgressPrinter printer = ProgressPrinter.of(console, json);
    Evaluation evaluation =
        new Evaluation(
            checked, new Evaluation.Files(data, store), console.waiting(), stop, printer);
    if (simulated) {
      evaluation.simulate(
          schedule == null ? Schedule.COUNT : schedule, report -> tell(report, printer));
    } else {
      evaluation.train(report -> tell(report, printer));
    }
    return Failures.DONE;
  }

  private void tell(TrainingReport report, ProgressPrinter printer) {
    new FieldWarning(console, printer).show(report.input());
    printer.report(report);
    report.input().requireLearned(report.examples());
    if (report.examples() == 0) {
      throw new CommandFailedException("data file has no records: file=" + data);
    }
  }

  private Pipeline pipeline() {
    PipelineFile edited =
        PipelineFiles.read(file)
            .withoutKafka()
            .with("training.round.maxDelay", "0")
            .with("training.replicas", replicas)
            .with("training.staleness", staleness)
            .with("training.round.examples", round)
            .with("training.merge", merge);
    Pipeline pipeline = edited.pipeline(console.environment());
    if (pipeline.input().avro() != null) {
      console.note(
          "the data file is CSV or JSON lines and sent as JSON: the pipeline's avro is not read");
    }
    Evaluation.notes(pipeline).forEach(console::note);
    return Evaluation.ofDataFile(pipeline);
  }
}
