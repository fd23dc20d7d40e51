package io.tributary.cluster;

import java.util.Map;
import java.util.OptionalInt;

/**
 * Flink's own reporter for Prometheus, in each of a cluster's Flink processes: Flink's options
 * switch it on, so a cluster remembers it with them. A process always has the same port: the
 * JobManager the first, TaskManager N the first and N.
 */
public final class PrometheusReporting {
  /** The port of the JobManager unless told otherwise, which is Flink's. */
  public static final int USUAL_PORT = 9249;

  private static final int MOST = 65_535;
  private static final String PREFIX = "metrics.reporter.prom.";
  private static final String FACTORY = PREFIX + "factory.class";
  private static final String PORT = PREFIX + "port";
  private static final String FACTORY_CLASS =
      "org.apache.flink.metrics.prometheus.PrometheusReporterFactory";

  private PrometheusReporting() {}

  /**
   * Returns the Flink options that switch it on.
   *
   * @param firstPort the JobManager's port
   */
  public static Map<String, String> options(int firstPort) {
    if (firstPort < 1 || firstPort > MOST) {
      throw new IllegalArgumentException(
          "metrics-port is out of range: value=" + firstPort + " allowed=1.." + MOST);
    }
    // Names of jobs stay as they are: a label's value may have any characters.
    return Map.of(
        FACTORY,
        FACTORY_CLASS,
        PORT,
        Integer.toString(firstPort),
        PREFIX + "filterLabelValueCharacters",
        "false");
  }

  /** Returns true when an option is one of the reporter's. */
  public static boolean isOption(String key) {
    return key.startsWith(PREFIX);
  }

  /** Returns the port that a process of a cluster reports on; empty when it does not. */
  public static OptionalInt port(Role role, ClusterSettings settings) {
    String first = settings.flink().get(PORT);
    // People may have told Flink something else, such as a range.
    if (!settings.flink().containsKey(FACTORY) || first == null || !first.matches("\\d{1,5}")) {
      return OptionalInt.empty();
    }
    if (role instanceof Role.TaskManager taskManager) {
      return OptionalInt.of(Integer.parseInt(first) + taskManager.index());
    }
    if (role instanceof Role.Standby) {
      // Behind the JobManager's are those of TaskManagers, of which there may be more soon.
      return OptionalInt.of(Integer.parseInt(first) - 1);
    }
    return role instanceof Role.JobManager
        ? OptionalInt.of(Integer.parseInt(first))
        : OptionalInt.empty();
  }

  /** Returns what tells a process its port. */
  static String argument(int port) {
    return PORT + "=" + port;
  }
}
