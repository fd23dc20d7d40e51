package io.tributary.cli;

import io.tributary.failure.UsageException;
import io.tributary.monitoring.MetricsEndpoint;
import io.tributary.monitoring.ModelMeters;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and where a process answers Prometheus. */
final class MetricsOption {
  private static final int MOST = 65_535;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Answer Prometheus' GET /metrics on this port; 0 for a free one.")
  private @Nullable Integer port;

  @Option(
      names = "--metrics-host",
      paramLabel = "ADDRESS",
      description =
          "The address to answer Prometheus on, by default 127.0.0.1. Whoever reaches it can read"
              + " the metrics.")
  private String host = "127.0.0.1";

  /** What goes on while Prometheus is answered. */
  interface Work<E extends Exception> {
    void run() throws E;
  }

  boolean isOn() {
    return port != null;
  }

  /** Does some work, and meanwhile answers Prometheus if that is asked for, and says where. */
  <E extends Exception> void during(Supplier<ModelMeters> told, Console console, Work<E> work)
      throws E {
    if (port == null) {
      work.run();
      return;
    }
    if (port < 0 || port > MOST) {
      throw new UsageException("not a port: --metrics-port=" + port + " allowed=0.." + MOST);
    }
    try (ModelMeters meters = told.get();
        MetricsEndpoint endpoint = MetricsEndpoint.start(host, port, meters::page)) {
      console.note("metrics are at " + endpoint.address());
      work.run();
    }
  }
}
