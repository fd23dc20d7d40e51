package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.example.LabelRule;
import io.tributary.lines.LineScoring;
import io.tributary.lines.ServedStore;
import io.tributary.operations.PipelineFiles;
import io.tributary.scoring.Scorer;
import io.tributary.store.ModelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code score}: scores records from standard input. */
@Command(
    name = "score",
    description = {
      "Score records from standard input, a line each, in the pipeline's format; CSV begins with a"
          + " header unless the pipeline names its columns. With a pipeline of Avro records, they"
          + " are JSON.",
      "Each score is of the model at that moment: another process may be training it. Of several"
          + " classes it is the likeliest's name and probability, with --json those of all.",
      "Each line has one answer, in order. A record that can't be scored has NaN, with --json an"
          + " object with its error and line; a blank line has a blank one, or such an object."
          + " Exit code 1 when no record could be scored."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class ScoreCommand implements Callable<Integer> {
  @Option(
      names = "--store",
      required = true,
      paramLabel = "PATH",
      description = "The file of the model store.")
  private Path file;

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "PIPELINE.yaml",
      description = "The pipeline file that the model was trained with.")
  private Path pipelineFile;

  @Option(names = "--explain", description = "Also print what each feature adds to the score.")
  private boolean explains;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  private final Console console;

  ScoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Pipeline pipeline =
        PipelineFiles.read(pipelineFile).withoutKafka().pipeline(console.environment());
    try (ModelStore store = ServedStore.open(file, pipeline)) {
      LineScoring scoring =
          new LineScoring(
              pipeline,
              new Scorer(store, pipeline.schema()),
              explains,
              new PrintedAnswers(console, json, classes(pipeline)));
      return scoring.scoreAll(console.in()) ? Failures.DONE : Failures.FAILED;
    }
  }

  private static List<String> classes(Pipeline pipeline) {
    return pipeline.schema().label() instanceof LabelRule.Classes label
        ? label.classes()
        : List.of();
  }
}
