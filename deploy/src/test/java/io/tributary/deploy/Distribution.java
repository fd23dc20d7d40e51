package io.tributary.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the built distribution as a user would: each command a process of its own. */
final class Distribution {
  private static final Path LAUNCHER =
      Path.of("target", "dist", "bin", "tributary").toAbsolutePath();

  /** The job alone, as it is submitted to any Flink. */
  static final Path JOB_JAR =
      Path.of("target", "dist", "job", "tributary-job.jar").toAbsolutePath();

  // Whoever starts the build in the background of a script has all its children ignore interrupts,
  // and a virtual machine that ignores them can't be told otherwise. What gives them back on its
  // way to another program, the first that this system has.
  private static final List<List<String>> GIVING_BACK =
      List.of(
          List.of("env", "--default-signal=INT"),
          List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV", "--"));

  private static final List<String> IGNORING =
      List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");

  private Distribution() {}

  /** Returns a command as it is in a terminal, with a small heap and a log of its own. */
  static ProcessBuilder command(Path directory, String... arguments) {
    return command(
        GIVING_BACK.stream()
            .filter(Distribution::works)
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("neither GNU env nor perl: tried=" + GIVING_BACK)),
        directory,
        arguments);
  }

  /** Returns a command as it is in the background of a script: it ignores interrupts. */
  static ProcessBuilder inBackground(Path directory, String... arguments) {
    return command(IGNORING, directory, arguments);
  }

  private static boolean works(List<String> prefix) {
    List<String> words = new ArrayList<>(prefix);
    words.add("true");
    try {
      return new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static ProcessBuilder command(List<String> prefix, Path directory, String... arguments) {
    List<String> words = new ArrayList<>(prefix);
    words.add(LAUNCHER.toString());
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder
        .environment()
        .put(
            "TRIBUTARY_JAVA_OPTS",
            "-Xmx1500m -XX:TieredStopAtLevel=1 -Dtributary.log=" + directory.resolve("log"));
    return builder;
  }

  /** Asks a process to stop as Ctrl-C does. */
  static void interrupt(Process process) throws IOException, InterruptedException {
    signal("INT", process);
  }

  /** Asks a process to stop as {@code kill} does. */
  static void terminate(Process process) throws IOException, InterruptedException {
    signal("TERM", process);
  }

  private static void signal(String name, Process process)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }
}
