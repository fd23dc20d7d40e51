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

  private Distribution() {}

  /** Returns a command that is ready to start, with a small heap and a log of its own. */
  static ProcessBuilder command(Path directory, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(LAUNCHER.toString());
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder
        .environment()
        .put("TRIBUTARY_JAVA_OPTS", "-Xmx1500m -Dtributary.log=" + directory.resolve("log"));
    return builder;
  }

  /** Asks a process to stop as Ctrl-C does. */
  static void interrupt(Process process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }
}
