package io.tributary.process;

import io.tributary.failure.CommandFailedException;
import io.tributary.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a command logs: a file of its own, so that no two processes write or rotate the same one,
 * in a directory that nobody else can read. What earlier processes have left there is bounded.
 *
 * <p>This must come before anything logs: the logging reads the property {@code tributary.log}
 * once.
 */
public final class LogFiles {
  static final String PROPERTY = "tributary.log";
  static final int KEPT = 20;

  // Rolled ones are named behind it: ".1" and so on.
  private static final Pattern NAME = Pattern.compile("tributary-[a-z]+-(\\d+)\\.log(\\.\\d+)?");

  private LogFiles() {}

  /** Chooses the log of this process, unless somebody else has. */
  public static void choose(String... arguments) {
    if (System.getProperty(PROPERTY) == null) {
      Path directory = directory(OwnDirectory.of("logs"));
      String name = name(command(arguments), ProcessHandle.current().pid());
      System.setProperty(PROPERTY, directory.resolve(name).toString());
    }
  }

  /** Returns this process's log, if there is anything in it. */
  public static Optional<Path> written() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).filter(Files::exists);
  }

  static String name(String command, long process) {
    return "tributary-" + command + "-" + process + ".log";
  }

  static String command(String... arguments) {
    for (String argument : arguments) {
      if (argument.matches("[a-z]+")) {
        return argument;
      }
    }
    return "command";
  }

  /** Returns a private directory for logs: the one that is wanted, if it can be had. */
  static Path directory(Path own) {
    try {
      PrivateFiles.directory(own);
      prune(own);
      return own;
    } catch (IOException | SecurityException e) {
      return temporary();
    }
  }

  /** Without a home of one's own there is still the temporary directory. */
  private static Path temporary() {
    try {
      Path directory = Files.createTempDirectory("tributary-logs-");
      // Which only succeeds when nothing was logged.
      directory.toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new CommandFailedException(
          "there is no place for a log, -D" + PROPERTY + "=FILE chooses one", e);
    }
  }

  /** Deletes the oldest logs of processes that have ended, but for so many. */
  static void prune(Path directory) throws IOException {
    List<Path> ended = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.filter(LogFiles::hasEnded).forEach(ended::add);
    }
    ended.sort(Comparator.comparingLong(LogFiles::modified).reversed());
    for (Path old : ended.subList(Math.min(KEPT, ended.size()), ended.size())) {
      Files.deleteIfExists(old);
    }
  }

  private static boolean hasEnded(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        && name.group(1).length() < 10
        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      // Another process has just deleted it.
      return 0;
    }
  }
}
