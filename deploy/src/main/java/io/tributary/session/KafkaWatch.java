package io.tributary.session;

import io.tributary.kafka.KafkaSettings;
import io.tributary.session.KafkaHealth.Answer;
import io.tributary.session.KafkaHealth.News;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.RetriableException;

/** Asks Kafka again and again whether it is there, on a thread of its own. */
final class KafkaWatch implements AutoCloseable {
  private static final int ANSWER_MILLIS = 1000;
  private static final int PAUSE_MILLIS = 500;

  private final Admin admin;
  private final List<InetSocketAddress> bootstrap;
  private final Thread thread = new Thread(this::run, "kafka-watch");
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<News> news = new ConcurrentLinkedQueue<>();
  private volatile boolean gone;

  // The thread's alone.
  private final KafkaHealth health = new KafkaHealth();
  private List<InetSocketAddress> brokers = List.of();

  private KafkaWatch(Admin admin, List<InetSocketAddress> bootstrap) {
    this.admin = admin;
    this.bootstrap = bootstrap;
  }

  /** Begins to watch a Kafka that has just answered. */
  static KafkaWatch start(KafkaSettings kafka) {
    Map<String, Object> properties = new HashMap<>(kafka.toMap());
    properties.put("request.timeout.ms", ANSWER_MILLIS);
    properties.put("default.api.timeout.ms", ANSWER_MILLIS);
    KafkaWatch watch =
        new KafkaWatch(Admin.create(properties), addresses(kafka.bootstrapServers()));
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private static List<InetSocketAddress> addresses(String bootstrapServers) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String text : bootstrapServers.split("\\s*,\\s*", -1)) {
      int colon = text.lastIndexOf(':');
      String host = text.substring(text.lastIndexOf('/') + 1, colon).strip();
      addresses.add(
          InetSocketAddress.createUnresolved(
              host.replaceAll("[\\[\\]]", ""),
              Integer.parseInt(text.substring(colon + 1).strip())));
    }
    return addresses;
  }

  private void run() {
    try {
      while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        News latest = health.take(ask(), System.nanoTime());
        if (latest != News.NONE) {
          gone = latest == News.GONE;
          news.add(latest);
        }
      }
    } catch (InterruptedException e) {
      // Closing.
    }
  }

  private Answer ask() throws InterruptedException {
    try {
      List<InetSocketAddress> found = new ArrayList<>();
      for (Node node :
          admin
              .describeCluster(new DescribeClusterOptions().timeoutMs(ANSWER_MILLIS))
              .nodes()
              .get(2L * ANSWER_MILLIS, TimeUnit.MILLISECONDS)) {
        found.add(InetSocketAddress.createUnresolved(node.host(), node.port()));
      }
      brokers = found;
      return Answer.WELL;
    } catch (ExecutionException e) {
      // Whoever refuses is there.
      return e.getCause() instanceof RetriableException ? listening() : Answer.WELL;
    } catch (TimeoutException e) {
      return listening();
    }
  }

  private Answer listening() {
    List<InetSocketAddress> known = new ArrayList<>(brokers);
    known.addAll(bootstrap);
    return known.stream().anyMatch(KafkaWatch::accepts) ? Answer.SLOW : Answer.ABSENT;
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()), ANSWER_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns what there is to tell since it was last asked for. */
  News news() {
    News next = news.poll();
    return next == null ? News.NONE : next;
  }

  /** Returns true while Kafka does not answer. */
  boolean isGone() {
    return gone;
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    admin.close(Duration.ZERO);
  }
}
