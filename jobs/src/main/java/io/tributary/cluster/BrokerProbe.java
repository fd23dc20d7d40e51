package io.tributary.cluster;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Asks a broker whether it is there. */
final class BrokerProbe {
  private static final String PATIENCE_MILLIS = "3000";

  private BrokerProbe() {}

  static boolean answers(ClusterPorts ports) {
    // Kafka's client would complain in the log for as long as nobody listens.
    if (!isListening(ports.kafka())) {
      return false;
    }
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, ports.kafkaAddress(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while asking the broker", e);
    }
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(ClusterPorts.socketAddress(port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
