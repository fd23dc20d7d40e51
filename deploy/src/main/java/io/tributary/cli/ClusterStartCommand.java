package io.tributary.cli;

import io.tributary.cluster.ClusterInfo;
import io.tributary.cluster.ClusterSettings;
import io.tributary.cluster.ClusterStatus;
import io.tributary.cluster.LocalCluster;
import io.tributary.cluster.PrometheusReporting;
import io.tributary.cluster.StartMonitor;
import io.tributary.failure.UsageException;
import io.tributary.process.StopSignal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cluster start}: starts a local cluster, or what is missing of it. */
@Command(
    name = "start",
    description = {
      "Start a local cluster, or what is missing of one, and wait until all of it works.",
      "Settings that are not given are those of the last start in the same directory. A cluster"
          + " that already works is left alone; more TaskManagers are added to it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options
final class ClusterStartCommand implements Callable<Integer> {
  @Mixin private ClusterDirectoryOption directoryOption;

  @Option(names = "--taskmanagers", paramLabel = "N", description = "TaskManagers, at first 1.")
  private @Nullable Integer taskManagers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Task slots of each TaskManager, at first 4.")
  private @Nullable Integer slots;

  @Option(
      names = "--taskmanager-memory",
      paramLabel = "MIB",
      description = "Memory of each TaskManager; at first 480 MiB and 288 a slot.")
  private @Nullable Integer taskManagerMemory;

  @Option(
      names = "--jobmanager-memory",
      paramLabel = "MIB",
      description = "Memory of the JobManager, at first 512.")
  private @Nullable Integer jobManagerMemory;

  @Option(
      names = "--kafka-memory",
      paramLabel = "MIB",
      description = "Memory of the Kafka broker, at first 512.")
  private @Nullable Integer kafkaMemory;

  @Option(
      names = "--rest-port",
      paramLabel = "PORT",
      description = "Flink's REST API and web UI: at first 8081 if it is free; 0 for a free one.")
  private @Nullable Integer restPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "The Kafka broker: at first 9092 if it is free; 0 for a free one.")
  private @Nullable Integer kafkaPort;

  /** Who is told of Flink's metrics. */
  enum MetricsChoice {
    /** Prometheus, which asks each process. */
    PROMETHEUS,
    /** Nobody. */
    NONE
  }

  @Option(
      names = "--metrics",
      paramLabel = "prometheus|none",
      description = {
        "Have each Flink process answer Prometheus, on all of this machine's addresses.",
        "At first none."
      })
  private @Nullable MetricsChoice metrics;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = {
        "Where the JobManager answers Prometheus, at first " + PrometheusReporting.USUAL_PORT + ".",
        "TaskManager N does so N ports above."
      })
  private @Nullable Integer metricsPort;

  @Option(
      names = "--flink",
      paramLabel = "KEY=VALUE",
      description = {
        "A Flink option, such as heartbeat.timeout=20s; can be given repeatedly.",
        "Without a value, the cluster's own."
      })
  private @Nullable Map<String, String> flink;

  @Option(
      names = "--ha",
      negatable = true,
      description =
          "High availability: a second JobManager and a ZooKeeper, so that jobs go on by themselves"
              + " when the JobManager that leads is gone.")
  private @Nullable Boolean highlyAvailable;

  @Option(
      names = "--tls",
      negatable = true,
      description =
          "Mutual TLS among Flink's processes and at its REST API, with a key that is made for it.")
  private @Nullable Boolean encrypted;

  private final Console console;

  ClusterStartCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Path directory = directoryOption.directory(console);
    StopSignal stop = StopSignal.install();
    LocalCluster cluster;
    Progress progress = new Progress(stop);
    try {
      ClusterSettings before = LocalCluster.remembered(directory).orElse(ClusterSettings.DEFAULT);
      cluster = LocalCluster.start(directory, settings(before), progress);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    if (!progress.started) {
      console.line("already running");
    }
    describe(cluster);
    return Failures.DONE;
  }

  private ClusterSettings settings(ClusterSettings before) {
    return new ClusterSettings(
        or(taskManagers, before.taskManagers()),
        or(slots, before.slots()),
        or(taskManagerMemory, before.taskManagerMemory()),
        or(jobManagerMemory, before.jobManagerMemory()),
        or(kafkaMemory, before.brokerMemory()),
        or(restPort, before.restPort()),
        or(kafkaPort, before.kafkaPort()),
        flinkOptions(before.flink()),
        Optional.ofNullable(highlyAvailable).orElse(before.isHighlyAvailable()),
        Optional.ofNullable(encrypted).orElse(before.isEncrypted()));
  }

  private static int or(@Nullable Integer given, int otherwise) {
    return Optional.ofNullable(given).orElse(otherwise);
  }

  private Map<String, String> flinkOptions(Map<String, String> before) {
    Map<String, String> options = new TreeMap<>(before);
    if (metrics == MetricsChoice.NONE) {
      options.keySet().removeIf(PrometheusReporting::isOption);
    } else if (metrics == MetricsChoice.PROMETHEUS) {
      options.putAll(PrometheusReporting.options(or(metricsPort, PrometheusReporting.USUAL_PORT)));
    }
    if (metricsPort != null && metrics != MetricsChoice.PROMETHEUS) {
      throw new UsageException(
          "a port for metrics needs --metrics prometheus: --metrics-port=" + metricsPort);
    }
    if (flink != null) {
      options.putAll(flink);
      options.values().removeIf(String::isEmpty);
    }
    return options;
  }

  private void describe(LocalCluster cluster) {
    ClusterInfo info = cluster.info();
    ClusterStatus status = cluster.status();
    console.line("web UI     " + String.join(" ", info.webUi()));
    console.line("kafka      " + info.kafka());
    console.line(
        "slots      "
            + status.slotsTotal()
            + " on "
            + cluster.taskManagers().size()
            + " taskmanagers");
    String metricsPorts =
        cluster.processes().stream()
            .map(process -> PrometheusReporting.port(process.role(), cluster.settings()))
            .flatMapToInt(OptionalInt::stream)
            .sorted()
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" "));
    if (!metricsPorts.isEmpty()) {
      console.line("metrics    on ports " + metricsPorts);
    }
    console.line("directory  " + cluster.directory());
  }

  private final class Progress implements StartMonitor {
    private final StopSignal stop;
    private boolean started;

    Progress(StopSignal stop) {
      this.stop = stop;
    }

    @Override
    public void say(String line) {
      started |= line.startsWith("starting ");
      if (started) {
        console.line(line);
      }
    }

    @Override
    public boolean isCancelled() {
      return stop.isRequested();
    }
  }
}
