package io.tributary.cli;

import io.tributary.waiting.Waiting;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
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
      "See 'tributary COMMAND --help' for what a command can do."
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
    // Buffered, because the standard streams write to the file with every print.
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
            false,
            StandardCharsets.UTF_8);
    Console console =
        new Console(System.in, out, System.err, isTerminal(), System.getenv(), Waiting.system());
    int code = run(console, args);
    out.flush();
    System.exit(code);
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
      return line.execute(args);
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
    if (debug) {
      e.printStackTrace(console.err());
    }
    return Failures.exitCode(e);
  }
}
