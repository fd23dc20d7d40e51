package io.tributary.cluster;

import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Asks a broker whether it is there. Nobody listening is an answer, and comes at once; a broker
 * that is busy may take its time.
 */
final class BrokerProbe {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private BrokerProbe() {}

  /** Returns true as soon as it says that it serves, false when it does not in time. */
  static boolean answers(ClusterPorts ports, Duration patience, Waiting waiting) {
    // Kafka's client would complain in the log for as long as nobody listens.
    if (!isListening(ports.kafka(), patience)) {
      return false;
    }
    String millis = Long.toString(patience.toMillis());
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, ports.kafkaAddress(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    try (Admin admin = Admin.create(settings)) {
      // It leaves itself out for as long as its own controller has not heard of it, as after a
      // pause.
      return waiting.until(patience, LOOK_AGAIN, () -> serves(admin));
    }
  }

  private static boolean serves(Admin admin) {
    try {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while asking the broker", e);
    }
  }

  static boolean isListening(int port, Duration patience) {
    try (Socket socket = new Socket()) {
      socket.connect(ClusterPorts.socketAddress(port), (int) patience.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
