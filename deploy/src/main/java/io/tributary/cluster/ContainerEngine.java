package io.tributary.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs the commands of docker or podman. Their settings are those of this process's environment.
 */
public final class ContainerEngine {
  private static final List<String> PROGRAMS = List.of("docker", "podman");
  private static final Duration TIME = Duration.ofMinutes(3);
  private static final int NOT_RUN = -1;

  private final String program;

  private ContainerEngine(String program) {
    this.program = program;
  }

  /** How a command ended, and what it printed. */
  private record Answer(int code, String out, String errors) {}

  /**
   * Returns the first of docker and podman that works here: a client without its daemon does not.
   */
  public static Optional<ContainerEngine> find() {
    return PROGRAMS.stream()
        .map(ContainerEngine::new)
        .filter(engine -> engine.succeeds("info"))
        .findFirst();
  }

  /** Returns its name. */
  public String name() {
    return program;
  }

  /**
   * Runs a command; returns what it prints.
   *
   * @throws ClusterException when it fails
   */
  String run(List<String> arguments) {
    Answer answer = answer(arguments);
    if (answer.code() != 0) {
      String[] said = answer.errors().strip().split("\n", -1);
      throw new ClusterException(
          program
              + " failed: command="
              + arguments.get(0)
              + " code="
              + answer.code()
              + " error="
              + said[said.length - 1]);
    }
    return answer.out().strip();
  }

  String run(String... arguments) {
    return run(List.of(arguments));
  }

  /** Runs a command; returns whether it went well. */
  boolean succeeds(String... arguments) {
    return answer(List.of(arguments)).code() == 0;
  }

  /** Appends to a file what a container has printed. */
  void saveLog(String container, Path file) {
    List<String> command = List.of(program, "logs", container);
    try {
      end(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
              .start(),
          command);
    } catch (IOException e) {
      throw new ClusterException("log can't be saved: container=" + container, e);
    }
  }

  private Answer answer(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    try {
      Path out = Files.createTempFile("tributary-engine-", ".out");
      Path errors = Files.createTempFile("tributary-engine-", ".err");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        return new Answer(end(process, command), read(out), read(errors));
      } finally {
        Files.delete(out);
        Files.delete(errors);
      }
    } catch (IOException e) {
      return new Answer(NOT_RUN, "", String.valueOf(e.getMessage()));
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static int end(Process process, List<String> command) {
    try {
      if (process.waitFor(TIME.toSeconds(), TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      throw new ClusterException(
          "command does not end: command="
              + String.join(" ", command.subList(0, 2))
              + " seconds="
              + TIME.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while waiting for: command=" + command.get(0), e);
    } finally {
      process.destroyForcibly();
    }
  }
}
