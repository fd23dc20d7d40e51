package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Main class of the job jar, for Flink's own client: {@code flink run tributary-job.jar
 * PIPELINE.yaml}. Where the job runs, and from which savepoint, is for Flink's options to say.
 */
public final class JobMain {
  private static final String PARALLELISM = "--parallelism";
  private static final String HELP =
      """
      Usage: flink run [OPTIONS] tributary-job.jar [--parallelism=N] PIPELINE.yaml
      Train with Flink's own client. Its options say where, and from which savepoint.
      Variables are replaced in this process. Topics that are absent are created.
            PIPELINE.yaml     The pipeline file.
            --parallelism=N   Number of replicas, instead of the file's; Flink's own option
                                says nothing.
        -h, --help            Show this help message.""";

  private JobMain() {}

  /** What was asked for. */
  record Arguments(Path file, @Nullable String parallelism) {}

  /**
   * Builds the job and hands it to Flink, whose client shows what is thrown here.
   *
   * @throws IllegalArgumentException when the arguments are wrong
   * @throws io.tributary.config.PipelineException when the pipeline file is
   */
  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    for (String argument : args) {
      if (argument.equals("-h") || argument.equals("--help")) {
        out.println(HELP);
        return;
      }
    }
    Arguments asked = parse(args);
    Pipeline pipeline =
        read(asked.file()).with("training.replicas", asked.parallelism()).pipeline(System.getenv());
    JobTopics.prepare(pipeline, Waiting.system(), System.err::println);
    RemoteTraining.execute(pipeline);
  }

  static Arguments parse(String[] args) {
    Path file = null;
    String parallelism = null;
    for (int i = 0; i < args.length; i++) {
      String argument = args[i];
      if (argument.startsWith(PARALLELISM + "=")) {
        parallelism = argument.substring(PARALLELISM.length() + 1);
      } else if (argument.equals(PARALLELISM) && i + 1 < args.length) {
        i++;
        parallelism = args[i];
      } else if (argument.startsWith("-") || file != null) {
        throw new IllegalArgumentException(
            "unexpected argument: argument=" + argument + " allowed=" + PARALLELISM + " N, --help");
      } else {
        file = Path.of(argument);
      }
    }
    if (file == null) {
      throw new IllegalArgumentException("pipeline file is missing: expected=PIPELINE.yaml");
    }
    return new Arguments(file, parallelism);
  }

  private static PipelineFile read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("pipeline file does not exist: file=" + file);
    }
    return PipelineFile.read(file);
  }
}
