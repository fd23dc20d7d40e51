package io.tributary.cluster;

import io.tributary.files.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Starts processes that outlive this one: in a session of their own, so that neither Ctrl-C nor the
 * end of the shell reaches them, and with nothing of this process's input and output. They hear the
 * signal to end also when this process ignores it, as it does when who started it did.
 */
final class ProcessLauncher {
  private static final String SESSION = "setsid";
  private static final String ENVIRONMENT = "env";
  private static final String HEARING = "--default-signal=TERM";
  private static final String SHELL = "sh";

  // What Kafka and Flink create is for its user alone, like the directories it is in.
  private static final List<String> PRIVATELY = List.of("-c", "umask 077; exec \"$0\" \"$@\"");
  private static final int ID_LENGTH = 6;
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private final ClusterDirectory directory;
  private final ProcessCommands commands;
  private final Optional<Path> session;
  private final List<String> hearing;
  private final Optional<Path> shell;

  ProcessLauncher(ClusterDirectory directory, ProcessCommands commands) {
    this.directory = directory;
    this.commands = commands;
    session = onPath(SESSION, System.getenv());
    hearing =
        SystemProcess.ignoresTermination(ProcessHandle.current().pid()) ? hearing() : List.of();
    shell = onPath(SHELL, System.getenv());
  }

  /** Returns what to put before a command that must not ignore the signal to end, if anything. */
  static List<String> hearing() {
    Optional<Path> program = onPath(ENVIRONMENT, System.getenv());
    if (program.isEmpty()) {
      return List.of();
    }
    List<String> prefix = List.of(program.get().toString(), HEARING);
    try {
      List<String> check = new ArrayList<>(prefix);
      check.add("true");
      int code =
          new ProcessBuilder(check)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      return code == 0 ? prefix : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted before a process was started", e);
    }
  }

  static Optional<Path> onPath(String program, Map<String, String> environment) {
    return SEPARATOR
        .splitAsStream(environment.getOrDefault("PATH", ""))
        .filter(part -> !part.isEmpty())
        .map(part -> Path.of(part).resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a process and returns what it is known by; it may still fail to come up. */
  ProcessEntry launch(Role role, ClusterPorts ports, ClusterSettings settings) {
    String id = role.name() + "-" + UUID.randomUUID().toString().substring(0, ID_LENGTH);
    List<String> command = new ArrayList<>();
    // They become the command itself, so the process id is that of the virtual machine.
    session.ifPresent(program -> command.add(program.toString()));
    command.addAll(hearing);
    shell.ifPresent(
        program -> {
          command.add(program.toString());
          command.addAll(PRIVATELY);
        });
    command.addAll(commands.command(role, id, ports, settings));
    File out = directory.out(role).toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.root().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out));
    // A Flink installation's variables would lead these processes to its own files.
    builder.environment().keySet().removeIf(name -> name.startsWith("FLINK_"));
    try {
      PrivateFiles.open(out.toPath()).close();
      ProcessHandle handle = builder.start().toHandle();
      OptionalLong start = SystemProcess.startMillis(handle);
      if (start.isEmpty()) {
        handle.destroyForcibly();
        throw new ClusterException("process ended at once: process=" + role.name() + " log=" + out);
      }
      return new ProcessEntry(role.name(), handle.pid(), start.getAsLong(), id);
    } catch (IOException e) {
      throw new ClusterException("process can't be started: process=" + role.name(), e);
    }
  }
}
