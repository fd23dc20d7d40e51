package io.tributary.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration that a local cluster's Flink processes share. It is tuned for one machine and
 * for seeing failures through quickly; whatever the settings name themselves wins.
 */
final class FlinkOptions {
  private FlinkOptions() {}

  static Map<String, String> of(
      ClusterDirectory directory, ClusterPorts ports, ClusterSettings settings) {
    Map<String, String> options = new TreeMap<>();
    addresses(options, ports);
    web(options, ports, settings);
    scheduling(options);
    failures(options);
    checkpoints(options, directory);
    if (settings.isHighlyAvailable()) {
      options.putAll(highAvailability(directory, ports));
    }
    if (settings.isEncrypted()) {
      encryption(options, directory);
    }
    options.putAll(settings.memory().flinkOptions());
    options.put("jobmanager.memory.process.size", settings.jobManagerMemory() + "m");
    options.putAll(settings.flink());
    return options;
  }

  /**
   * Returns what containers of one cluster share. Addresses and memory are for the image to say.
   */
  static Map<String, String> ofContainers(ClusterDirectory directory, int slots) {
    Map<String, String> options = new TreeMap<>();
    scheduling(options);
    failures(options);
    checkpoints(options, directory);
    options.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    // Half a processor takes its time, on a busy machine more than the usual ten seconds.
    options.put("pekko.startup-timeout", "3 min");
    // State is on the heap.
    options.put("taskmanager.memory.managed.fraction", "0.1");
    return options;
  }

  private static void addresses(Map<String, String> options, ClusterPorts ports) {
    options.put("jobmanager.rpc.address", ClusterPorts.HOST);
    options.put("jobmanager.rpc.port", Integer.toString(ports.rpc()));
    options.put("jobmanager.bind-host", ClusterPorts.HOST);
    options.put("rest.address", ClusterPorts.HOST);
    options.put("rest.bind-address", ClusterPorts.HOST);
    options.put("rest.port", Integer.toString(ports.rest()));
    options.put("rest.bind-port", Integer.toString(ports.rest()));
    options.put("taskmanager.host", ClusterPorts.HOST);
    options.put("taskmanager.bind-host", ClusterPorts.HOST);
    options.put("taskmanager.rpc.port", "0");
  }

  // By default any program on this machine, and any page in a browser on it, could have a jar run
  // here. What is left is to look; commands do not go through these.
  private static void web(
      Map<String, String> options, ClusterPorts ports, ClusterSettings settings) {
    options.put("web.submit.enable", "false");
    options.put("web.cancel.enable", "false");
    options.put("web.rescale.enable", "false");
    options.put(
        "web.access-control-allow-origin",
        (settings.isEncrypted() ? "https://" : "http://") + ports.restAddress(Role.JOB_MANAGER));
  }

  /** Returns the options by which JobManagers, and who looks for the one that leads, find it. */
  static Map<String, String> highAvailability(ClusterDirectory directory, ClusterPorts ports) {
    Map<String, String> options = new TreeMap<>(leaders(ports));
    options.put("high-availability.storageDir", directory.ha().toUri().toString());
    return options;
  }

  static Map<String, String> leaders(ClusterPorts ports) {
    String prefix = "high-availability.";
    Map<String, String> options = new TreeMap<>();
    options.put(prefix + "type", "zookeeper");
    options.put(prefix + "cluster-id", "/tributary");
    options.put(prefix + "jobmanager.port", "0");
    String zooKeeper = prefix + "zookeeper.";
    options.put(zooKeeper + "quorum", ClusterPorts.HOST + ":" + ports.zookeeper());
    // A leader that is gone is missed after this time, and one that collects garbage is not.
    options.put(zooKeeper + "client.session-timeout", "8 s");
    options.put(zooKeeper + "client.connection-timeout", "8 s");
    return options;
  }

  // Processes and clients show the same key, and trust nobody else.
  private static void encryption(Map<String, String> options, ClusterDirectory directory) {
    Certificates certificates = directory.certificates();
    String password = certificates.password();
    for (String part : List.of("security.ssl.internal.", "security.ssl.rest.")) {
      options.put(part + "enabled", "true");
      options.put(part + "keystore", certificates.keyStore().toString());
      options.put(part + "keystore-password", password);
      options.put(part + "key-password", password);
      options.put(part + "truststore", certificates.trustStore().toString());
      options.put(part + "truststore-password", password);
    }
    options.put("security.ssl.rest.authentication-enabled", "true");
  }

  // The adaptive scheduler runs a job with the slots there are, and rescales it when there are
  // more. Its defaults wait for machines to be booted; here, processes start in seconds.
  private static void scheduling(Map<String, String> options) {
    options.put("jobmanager.scheduler", "adaptive");
    String adaptive = "jobmanager.adaptive-scheduler.";
    options.put(adaptive + "submission.resource-wait-timeout", "5 min");
    options.put(adaptive + "submission.resource-stabilization-timeout", "3 s");
    options.put(adaptive + "executing.cooldown-after-rescaling", "3 s");
    options.put(adaptive + "executing.resource-stabilization-timeout", "3 s");
    options.put(adaptive + "rescale-trigger.max-delay", "10 s");
  }

  private static void failures(Map<String, String> options) {
    // Long enough for a collection of garbage on a busy laptop.
    options.put("heartbeat.interval", "1 s");
    options.put("heartbeat.timeout", "8 s");
    // A TaskManager that has lost its JobManager asks for the next one this often, not after ever
    // longer pauses.
    options.put("cluster.registration.max-timeout", "2 s");
    options.put("cluster.registration.error-delay", "1 s");
    options.put("cluster.registration.refused-registration-delay", "1 s");
    options.put("restart-strategy.type", "exponential-delay");
    options.put("restart-strategy.exponential-delay.initial-backoff", "200 ms");
    options.put("restart-strategy.exponential-delay.max-backoff", "5 s");
    options.put("restart-strategy.exponential-delay.reset-backoff-threshold", "1 min");
  }

  private static void checkpoints(Map<String, String> options, ClusterDirectory directory) {
    String prefix = "execution.checkpointing.";
    options.put(prefix + "storage", "filesystem");
    options.put(prefix + "dir", directory.checkpoints().toUri().toString());
    options.put(prefix + "savepoint-dir", directory.savepoints().toUri().toString());
    options.put(prefix + "interval", "10 s");
    options.put(prefix + "externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    options.put(prefix + "num-retained", "2");
    // A broker that is away makes some fail, and is no reason to start over.
    options.put(prefix + "tolerable-failed-checkpoints", "3");
  }
}
