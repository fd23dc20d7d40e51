package io.tributary.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What this process has used so far. */
final class ThisProcess {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final long NANOS_PER_TICK = TimeUnit.MILLISECONDS.toNanos(10);

  // Counted from the state of a thread on, which is the third field.
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  private ThisProcess() {}

  static Samples samples(long warmUp) {
    return new Samples(ThisProcess::counters, warmUp);
  }

  static Counters counters() {
    List<String> threads = threads();
    return new Counters(
        System.nanoTime(),
        SYSTEM.getProcessCpuTime(),
        nanos(threads, name -> name.startsWith("C1 ") || name.startsWith("C2 ")),
        nanos(threads, name -> name.startsWith("GC ") || name.startsWith("G1 ")));
  }

  /** Returns the costs of a run that did so many examples since this process began. */
  static Cost cost(Samples samples, long examples) {
    long age = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    Counters now = counters();
    Counters start = new Counters(now.wallNanos() - TimeUnit.MILLISECONDS.toNanos(age), 0, 0, 0);
    Usage total = now.since(start, examples);
    return new Cost(samples.window().orElse(total), total);
  }

  // Java has no beans for the threads of the virtual machine itself.
  private static List<String> threads() {
    try (Stream<Path> tasks = Files.list(THREADS)) {
      return tasks.map(ThisProcess::stat).filter(stat -> !stat.isEmpty()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String stat(Path task) {
    try {
      return Files.readString(task.resolve("stat"));
    } catch (IOException e) {
      // A thread that has just ended.
      return "";
    }
  }

  static long nanos(List<String> threads, Predicate<String> name) {
    long ticks = 0;
    for (String stat : threads) {
      int end = stat.lastIndexOf(')');
      if (name.test(stat.substring(stat.indexOf('(') + 1, end))) {
        List<String> fields = List.of(stat.substring(end + 2).strip().split(" "));
        ticks += Long.parseLong(fields.get(USER_TICKS)) + Long.parseLong(fields.get(SYSTEM_TICKS));
      }
    }
    return ticks * NANOS_PER_TICK;
  }
}
