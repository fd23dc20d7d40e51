package io.tributary.bench;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts virtual machines with this one's class path and options, and ends them. What they print
 * goes to a file each.
 */
final class ChildJvms implements AutoCloseable {
  private static final int STOP_SECONDS = 15;
  private static final int LINES_SHOWN = 5;
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private final Path directory;
  private final List<Process> started = new ArrayList<>();
  private int count;

  ChildJvms(Path directory) {
    this.directory = directory;
  }

  /**
   * A child.
   *
   * @param process its process
   * @param log what it prints
   */
  record Child(Process process, Path log) {
    /** Returns the last lines that it printed. */
    String lastWords() {
      try {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return String.join(
            " | ", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
      } catch (IOException e) {
        return "";
      }
    }
  }

  /** Starts a child; options come after this process's own, and win. */
  Child start(Class<?> main, List<String> options, List<String> arguments) {
    String name = main.getSimpleName() + "-" + ++count;
    Path log = directory.resolve(name + ".log");
    Path file = directory.resolve(name + ".jvm");
    Path temporary = directory.resolve(name + ".tmp");
    List<String> jvm = new ArrayList<>(inherited());
    jvm.addAll(options);
    jvm.add("-XX:+ExitOnOutOfMemoryError");
    // A compiler thread that ended would take the account of its CPU time with it.
    jvm.add("-XX:-UseDynamicNumberOfCompilerThreads");
    jvm.add("-Djava.io.tmpdir=" + temporary);
    // This process's own log is its alone.
    jvm.add("-Dtributary.log=" + directory.resolve(name + ".logging"));
    jvm.add("-cp");
    jvm.add(classPath());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + file);
    command.add(main.getName());
    command.addAll(arguments);
    try {
      Files.createDirectories(temporary);
      Files.write(file, jvm.stream().map(ChildJvms::quoted).toList());
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      started.add(process);
      return new Child(process, log);
    } catch (IOException e) {
      throw new BenchException("process can't be started: main=" + main.getName(), e);
    }
  }

  // Agents, of a debugger or of a coverage tool, would be measured too.
  static List<String> inherited() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-javaagent") && !option.startsWith("-agent"))
        .filter(option -> !option.startsWith("-Xrunjdwp") && !option.equals("-Xdebug"))
        .toList();
  }

  private static String classPath() {
    Stream<String> entries = SEPARATOR.splitAsStream(System.getProperty("java.class.path"));
    return String.join(
        File.pathSeparator,
        entries
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  private static String quoted(String option) {
    return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Ends a child: asks first. */
  static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all children that live, the youngest first. */
  @Override
  public void close() {
    for (int i = started.size() - 1; i >= 0; i--) {
      if (started.get(i).isAlive()) {
        stop(started.get(i));
      }
    }
  }
}
