package io.tributary.cluster;

import io.tributary.kafka.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Kafka broker as a process of its own: its data directory and its port are the arguments. */
public final class BrokerMain {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerMain.class);

  private BrokerMain() {}

  /** Runs the broker until the process is asked to end. */
  public static void main(String[] args) throws InterruptedException {
    EmbeddedKafka kafka;
    try {
      kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]));
    } catch (RuntimeException e) {
      LOG.error("broker can't start: dataDir={} port={}", args[0], args[1], e);
      // Threads of a broker that is half up would keep the process.
      Runtime.getRuntime().halt(1);
      return;
    }
    LOG.info("broker is up: bootstrap.servers={}", kafka.bootstrapServers());
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "broker-shutdown"));
    new CountDownLatch(1).await();
  }
}
