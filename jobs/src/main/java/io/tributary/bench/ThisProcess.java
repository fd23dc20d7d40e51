package io.tributary.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** What this process has cost so far. */
final class ThisProcess {
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private ThisProcess() {}

  static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  static Samples samples() {
    return new Samples(ThisProcess::cpuNanos, System::nanoTime);
  }

  /** Returns the costs of a run that did so many examples from the start of this process on. */
  static Cost cost(Samples samples, long warmUp, long examples) {
    double wall =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / MILLIS;
    Usage total = new Usage(examples, cpuNanos() / NANOS, wall);
    return new Cost(samples.window(warmUp).orElse(total), total, gcSeconds(), jitSeconds());
  }

  private static double gcSeconds() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .filter(millis -> millis > 0)
            .sum()
        / MILLIS;
  }

  private static double jitSeconds() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler != null && compiler.isCompilationTimeMonitoringSupported()
        ? compiler.getTotalCompilationTime() / MILLIS
        : 0;
  }
}
