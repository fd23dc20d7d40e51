package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.example.SchemaFingerprint;
import io.tributary.failure.UsageException;
import io.tributary.operations.PipelineFiles;
import io.tributary.scoring.Scorer;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      "Each score is of the model at that moment: another process may be training it.",
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
    try (ModelStore store = open(pipeline)) {
      RecordScoring scoring =
          new RecordScoring(
              console, pipeline, new Scorer(store, pipeline.schema()), explains, json);
      return scoring.scoreAll() ? Failures.DONE : Failures.FAILED;
    }
  }

  private ModelStore open(Pipeline pipeline) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("model store does not exist: file=" + file);
    }
    ModelStore store = ChronicleModelStore.openReadOnly(file);
    try {
      requireFit(store, pipeline);
      return store;
    } catch (UsageException e) {
      store.close();
      throw e;
    }
  }

  private void requireFit(ModelStore store, Pipeline pipeline) {
    boolean fits =
        store.model().equals(pipeline.name())
            && store.layout().bits() == pipeline.schema().bits()
            && store.link() == pipeline.model().link();
    if (!fits) {
      throw new UsageException(
          "model store belongs to another model: file="
              + file
              + " model="
              + store.model()
              + " bits="
              + store.layout().bits()
              + " link="
              + store.link()
              + " wanted="
              + pipeline.name()
              + ","
              + pipeline.schema().bits()
              + ","
              + pipeline.model().link());
    }
    SchemaFingerprint wanted = SchemaFingerprint.of(pipeline.schema());
    if (!store.features().equals(wanted)) {
      throw new UsageException(
          "model store belongs to other features: file="
              + file
              + " "
              + store.features().against(wanted)
              + "; score with the pipeline file that it was trained with, or train it anew");
    }
  }
}
