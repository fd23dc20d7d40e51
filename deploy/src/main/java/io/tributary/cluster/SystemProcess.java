package io.tributary.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the operating system says about processes. */
final class SystemProcess {
  private static final Path PROC = Path.of("/proc");

  // The system's idea of when it booted, from which it derives when processes started, moves when
  // its clock is set. No process id comes round again within this time.
  private static final long START_TOLERANCE_MILLIS = 2_000;
  private static final long KILOBYTE = 1024;
  private static final String IGNORED = "SigIgn:";
  private static final long TERMINATION = 1L << (15 - 1);

  private SystemProcess() {}

  /** Returns the process if it lives, and is the one that was started and not a later one. */
  static Optional<ProcessHandle> find(ProcessEntry entry) {
    return Optional.of(entry)
        .filter(ProcessEntry::wasStarted)
        .flatMap(started -> ProcessHandle.of(started.pid()))
        .filter(handle -> isStartedAt(handle, entry.startedMillis()))
        .filter(ProcessHandle::isAlive)
        .filter(handle -> !isRemains(handle.pid()));
  }

  /**
   * Returns true when a process has ended but nobody asked how, as in a container without an init:
   * Java takes it for alive. While other threads than the first still end, it keeps its ports.
   */
  private static boolean isRemains(long pid) {
    if (state(pid) != 'Z') {
      return false;
    }
    try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
      return threads.count() <= 1;
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isStartedAt(ProcessHandle handle, long millis) {
    OptionalLong start = startMillis(handle);
    return start.isPresent() && Math.abs(start.getAsLong() - millis) <= START_TOLERANCE_MILLIS;
  }

  /** Returns when a process started; empty when it is gone, or another user's. */
  static OptionalLong startMillis(ProcessHandle handle) {
    Optional<Instant> start = handle.info().startInstant();
    return start.isPresent() ? OptionalLong.of(start.get().toEpochMilli()) : OptionalLong.empty();
  }

  /** Returns true when a process is stopped by a signal. */
  static boolean isPaused(long pid) {
    char state = state(pid);
    return state == 'T' || state == 't';
  }

  /** Returns the state of a process as Linux names it, or a question mark elsewhere. */
  private static char state(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      // The name, in parentheses, may hold anything.
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException | StringIndexOutOfBoundsException e) {
      return '?';
    }
  }

  /**
   * Returns true when a process ignores {@code SIGTERM}, as one does whose parent did when it
   * started it; false where the system does not say.
   */
  static boolean ignoresTermination(long pid) {
    try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith(IGNORED))
          .map(line -> Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), 16))
          .anyMatch(mask -> (mask & TERMINATION) != 0);
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      return false;
    }
  }

  /** Returns the bytes of memory that a process occupies; empty where the system does not say. */
  static OptionalLong memory(long pid) {
    try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KILOBYTE)
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }
}
