package io.tributary.cli;

import io.tributary.process.LogFiles;
import io.tributary.waiting.Waiting;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command {@code tributary}. */
@Command(
    name = "tributary",
    description = "Trains models continuously on Kafka streams, and serves them fresh.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong use or configuration.",
      "See 'tributary COMMAND --help' for what a command can do.",
      "Logs: ~/.tributary/logs, a file for each process. The variable TRIBUTARY_JAVA_OPTS adds"
          + " options of Java, such as -Xmx8g, -Dtributary.log=FILE or"
          + " -Dtributary.log.level=INFO."
    })
public final class Main {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from.")
  private boolean debug;

  private final Console console;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    LogFiles.choose(args);
    Console console =
        new Console(
            System.in,
            StandardOutput.open(),
            System.err,
            isTerminal(),
            System.getenv(),
            Waiting.system());
    System.exit(run(console, args));
  }

  @SuppressWarnings("SystemConsoleNull") // this runs on Java 17 only
  private static boolean isTerminal() {
    return System.console() != null;
  }

  /** Runs a command and returns its exit code. */
  static int run(Console console, String... args) {
    Main main = new Main(console);
    CommandLine line =
        new CommandLine(main)
            .addSubcommand(new DemoCommand(console))
            .addSubcommand(new RunCommand(console))
            .addSubcommand(new SubmitCommand(console))
            .addSubcommand(new StatusCommand(console))
            .addSubcommand(new SavepointCommand(console))
            .addSubcommand(new CancelCommand(console))
            .addSubcommand(new RescaleCommand(console))
            .addSubcommand(new RollbackCommand(console))
            .addSubcommand(new MirrorCommand(console))
            .addSubcommand(new TrackCommand(console))
            .addSubcommand(new EvaluateCommand(console))
            .addSubcommand(new ProduceCommand(console))
            .addSubcommand(new GenerateCommand(console))
            .addSubcommand(new ScoreCommand(console))
            .addSubcommand(new CheckCommand(console))
            .addSubcommand(new ChaosCommand(console))
            .addSubcommand(new BenchCommand(console))
            .addSubcommand(new PlanCommand(console))
            .addSubcommand(ClusterCommand.line(console));
    line.setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(main::wrongUse)
        .setExecutionExceptionHandler((e, command, parsed) -> main.failed(e));
    try {
      return console.end(line.execute(args));
    } catch (OutOfMemoryError e) {
      // What was being done has gone, so that there is room again to say so.
      return main.failed(e);
    }
  }

  private int wrongUse(ParameterException e, String[] args) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong use");
    console.note(
        message.substring(0, 1).toLowerCase(Locale.ROOT)
            + message.substring(1)
            + " (see "
            + e.getCommandLine().getCommandSpec().qualifiedName()
            + " --help)");
    return Failures.WRONG_USE;
  }

  private int failed(Throwable e) {
    if (e instanceof OutputClosedException) {
      return Failures.DONE;
    }
    Failures.lines(e).forEach(console::note);
    if (Failures.exitCode(e) == Failures.FAILED) {
      LogFiles.written().ifPresent(log -> console.note("the log may say more: log=" + log));
    }
    if (debug) {
      e.printStackTrace(console.err());
    }
    return Failures.exitCode(e);
  }
}
