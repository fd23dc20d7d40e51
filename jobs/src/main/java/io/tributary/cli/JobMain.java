package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.training.RemoteTraining;
import io.tributary.waiting.Waiting;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Main class of the job jar, for Flink's own client: {@code flink run tributary-job.jar
 * PIPELINE.yaml}. Where the job runs, and from which savepoint, is for Flink's options to say.
 */
@Command(
    name = "flink run [OPTIONS] tributary-job.jar",
    description = {
      "Train with Flink's own client. Its options say where, and from which savepoint.",
      "Variables are replaced in this process. Topics that are absent are created."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
public final class JobMain {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Number of replicas, instead of the file's; Flink's own option says nothing.")
  private @Nullable String parallelism;

  private final Console console;

  private JobMain(Console console) {
    this.console = console;
  }

  /**
   * Builds the job and hands it to Flink, whose client shows what is thrown here.
   *
   * @throws CommandLine.ParameterException when the arguments are wrong
   * @throws io.tributary.config.PipelineException when the pipeline file is
   */
  public static void main(String[] args) throws Exception {
    Console console =
        new Console(System.in, System.out, System.err, false, System.getenv(), Waiting.system());
    JobMain job = new JobMain(console);
    CommandLine line = new CommandLine(job);
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.parseArgs(args);
    if (CommandLine.printHelpIfRequested(line.getParseResult())) {
      return;
    }
    job.submit();
  }

  private void submit() throws Exception {
    Pipeline pipeline =
        PipelineOption.read(file)
            .with("training.replicas", parallelism)
            .pipeline(console.environment());
    LocalTopics.prepare(pipeline, console);
    RemoteTraining.execute(pipeline);
  }
}
