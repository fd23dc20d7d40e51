package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.training.RemoteTraining;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
public final class JobMain implements Callable<Integer> {
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
   * Builds the job and hands it to Flink.
   *
   * @throws IllegalArgumentException when the arguments or the pipeline file are wrong
   */
  public static void main(String[] args) {
    Console console = new Console(System.in, System.out, System.err, false, System.getenv());
    CommandLine line =
        new CommandLine(new JobMain(console))
            .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
            // Flink's client calls this method, and would take an exit code for success.
            .setParameterExceptionHandler(
                (e, arguments) -> {
                  throw new IllegalArgumentException(e.getMessage(), e);
                })
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  throw e;
                });
    line.execute(args);
  }

  @Override
  public Integer call() throws Exception {
    Pipeline pipeline =
        PipelineOption.read(file)
            .with("training.replicas", parallelism)
            .pipeline(console.environment());
    LocalTopics.prepare(pipeline, console);
    RemoteTraining.execute(pipeline);
    return Failures.DONE;
  }
}
