package io.tributary.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.codec.CorruptDataException;
import io.tributary.config.Pipeline;
import io.tributary.example.FieldValues;
import io.tributary.example.UnusableRecordException;
import io.tributary.format.ExampleFormat;
import io.tributary.format.ExampleFormats;
import io.tributary.format.FormatOptions;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Score;
import io.tributary.scoring.Scorer;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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
      "Each score is of the model at that moment: another process may be training it."
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
        PipelineOption.read(pipelineFile).withoutKafka().pipeline(console.environment());
    try (ModelStore store = open(pipeline)) {
      scoreAll(pipeline, new Scorer(store, pipeline.schema()));
    }
    return Failures.DONE;
  }

  private ModelStore open(Pipeline pipeline) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("model store does not exist: file=" + file);
    }
    ModelStore store;
    try {
      store = ChronicleModelStore.openReadOnly(file);
    } catch (CorruptDataException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    boolean fits =
        store.model().equals(pipeline.name())
            && store.layout().bits() == pipeline.schema().bits()
            && store.link() == pipeline.model().link();
    if (!fits) {
      store.close();
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
    return store;
  }

  private void scoreAll(Pipeline pipeline, Scorer scorer) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
    ExampleFormat format = format(pipeline);
    FieldValues values = new FieldValues(scorer.fields());
    boolean hasHeader =
        pipeline.input().format().equals("csv") && pipeline.input().columns().isEmpty();
    String header = "";
    long number = 0;
    long bad = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      if (hasHeader && header.isEmpty()) {
        header = line + "\n";
        continue;
      }
      try {
        byte[] bytes = (header + line).getBytes(StandardCharsets.UTF_8);
        format.decode(bytes, 0, bytes.length, values);
        score(scorer, values);
      } catch (UnusableRecordException e) {
        bad++;
        console.note(
            "record can't be scored: line="
                + number
                + " reason="
                + e.reason().code()
                + " detail="
                + e.detail());
      }
    }
    if (bad > 0) {
      console.note("records were not scored: bad=" + bad + " lines=" + number);
    }
  }

  private ExampleFormat format(Pipeline pipeline) {
    if (pipeline.input().avro() != null) {
      console.note("records to score are JSON lines: the pipeline's avro records are not lines");
      return ExampleFormats.create("json", FormatOptions.DEFAULT);
    }
    return ExampleFormats.create(pipeline.input().format(), pipeline.input().formatOptions());
  }

  private void score(Scorer scorer, FieldValues values) {
    if (explains) {
      Explanation explanation = scorer.explain(values);
      if (json) {
        console.line(Explanations.json(explanation).toString());
      } else {
        console.line(Double.toString(explanation.score().prediction()));
        Explanations.lines(explanation).forEach(console::line);
      }
      return;
    }
    Score score = scorer.score(values);
    ObjectNode object = Explanations.json(score);
    console.line(json ? object.toString() : Double.toString(score.prediction()));
  }
}
