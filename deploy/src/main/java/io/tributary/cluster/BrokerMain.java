package io.tributary.cluster;

import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.kafka.embedded.EmbeddedListener;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker as a process of its own. Its data directory is the first argument, then its port
 * on the loopback address, or, as in a container, {@code HOST:PORT} for each address that clients
 * know it by.
 */
public final class BrokerMain {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerMain.class);

  private BrokerMain() {}

  /** Runs the broker until the process is asked to end. */
  public static void main(String[] args) throws InterruptedException {
    EmbeddedKafka kafka;
    try {
      kafka = EmbeddedKafka.start(Path.of(args[0]), listeners(List.of(args)));
    } catch (RuntimeException e) {
      LOG.error("broker can't start: arguments={}", List.of(args), e);
      // Threads of a broker that is half up would keep the process.
      Runtime.getRuntime().halt(1);
      return;
    }
    LOG.info("broker is up: bootstrap.servers={}", kafka.bootstrapServers());
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "broker-shutdown"));
    new CountDownLatch(1).await();
  }

  private static List<EmbeddedListener> listeners(List<String> arguments) {
    return arguments.stream()
        .skip(1)
        .map(
            text ->
                text.contains(":")
                    ? EmbeddedListener.parse(text)
                    : EmbeddedListener.loopback(Integer.parseInt(text)))
        .toList();
  }
}
