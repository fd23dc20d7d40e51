package io.tributary.kafka.embedded;

import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster of one node, broker and controller in one, running in this JVM and listening on
 * the loopback address only, unless told otherwise. Several can run side by side.
 *
 * <p>Topics are never created by themselves, internal topics have one partition, and nothing is
 * flushed to disk by force: what it holds survives this process, but not a power failure.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Duration TOPIC_TIME = Duration.ofMinutes(2);
  // A killed one can't come back before the session of the one before has ended. A temporary one
  // does not come back, and is not gone when a busy machine keeps it from saying that it is there.
  private static final Duration SESSION = Duration.ofSeconds(4);
  private static final Duration TEMPORARY_SESSION = Duration.ofMinutes(2);
  private static final int SCRAM_ITERATIONS = 4096;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

  private final EmbeddedNode node;
  private final @Nullable Path temporary;
  private final Waiting waiting;
  private boolean closed;

  private EmbeddedKafka(EmbeddedNode node, @Nullable Path temporary, Waiting waiting) {
    this.node = node;
    this.temporary = temporary;
    this.waiting = waiting;
  }

  /**
   * Starts a broker on a free port.
   *
   * @param dataDir where it keeps its data, for this user alone; created when absent, continued
   *     when it holds the data of an earlier one
   * @throws IllegalStateException when it can't start
   */
  public static EmbeddedKafka start(Path dataDir) {
    return start(dataDir, 0);
  }

  /**
   * Starts a broker on a given port, so that clients find a restarted one again.
   *
   * @param dataDir where it keeps its data; created when absent, continued when it holds the data
   *     of an earlier one
   * @param port TCP port on 127.0.0.1, or 0 for a free one
   * @throws IllegalStateException when it can't start, for example because the port is taken
   */
  public static EmbeddedKafka start(Path dataDir, int port) {
    return start(dataDir, List.of(EmbeddedListener.loopback(port)));
  }

  /**
   * Starts a broker that also others than this machine may reach, as in a container.
   *
   * @param dataDir where it keeps its data; created when absent, continued when it holds the data
   *     of an earlier one
   * @param listeners where clients find it, at least one
   * @throws IllegalStateException when it can't start, for example because a port is taken
   */
  public static EmbeddedKafka start(Path dataDir, List<EmbeddedListener> listeners) {
    return new EmbeddedKafka(
        EmbeddedNode.start(dataDir, listeners, null, SESSION), null, Waiting.system());
  }

  /**
   * Starts a broker that has, beside its listener for clients without security, another one that
   * speaks TLS and asks for a user and a password (SASL_SSL with SCRAM-SHA-512). Both are on the
   * loopback address, at free ports.
   *
   * @param dataDir where it keeps its data; created when absent
   * @throws IllegalStateException when it can't start
   */
  public static EmbeddedKafka startSecured(Path dataDir, EmbeddedTls tls) {
    return new EmbeddedKafka(
        EmbeddedNode.start(dataDir, List.of(EmbeddedListener.LOCAL), tls, SESSION),
        null,
        Waiting.system());
  }

  /**
   * Starts a broker on a free port with its data in a new temporary directory, which {@link #close}
   * deletes.
   *
   * @throws IllegalStateException when it can't start
   */
  public static EmbeddedKafka startTemporary() {
    Path directory;
    try {
      directory = Files.createTempDirectory("tributary-kafka-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory for an embedded broker", e);
    }
    try {
      return new EmbeddedKafka(
          EmbeddedNode.start(directory, List.of(EmbeddedListener.LOCAL), null, TEMPORARY_SESSION),
          directory,
          Waiting.system());
    } catch (RuntimeException e) {
      delete(directory);
      throw e;
    }
  }

  /** Returns the address for clients, {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + node.port();
  }

  /**
   * Returns the address for clients that speak TLS and have a password, {@code 127.0.0.1:port}.
   *
   * @throws IllegalStateException when it was started without such a listener
   */
  public String securedServers() {
    return "127.0.0.1:" + node.securedPort();
  }

  /** Makes a user known, or gives one another password. */
  public void putUser(String name, String password) {
    ScramCredentialInfo kind =
        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(new UserScramCredentialUpsertion(name, kind, password)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("user can't be made known: user=" + name, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while naming a user: user=" + name, e);
    }
  }

  /** Creates a topic with default settings. */
  public void createTopic(String name, int partitions) {
    createTopic(name, partitions, Map.of());
  }

  /**
   * Creates a topic and returns when clients can see it and write to it.
   *
   * @param config topic settings, such as {@code cleanup.policy}
   * @throws IllegalStateException when it exists already, or its name or settings are not valid
   */
  public void createTopic(String name, int partitions, Map<String, String> config) {
    NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
    try (Admin admin = admin()) {
      admin.createTopics(List.of(topic)).all().get();
      awaitVisible(admin, name);
      awaitLeaders(admin, name, partitions);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "topic can't be created: topic=" + name + " partitions=" + partitions, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating a topic: topic=" + name, e);
    }
  }

  // The controller answers once the topic is decided; the broker learns of it a moment later, and a
  // source that asks in between would fail.
  private void awaitVisible(Admin admin, String name)
      throws ExecutionException, InterruptedException {
    long start = waiting.nanos();
    while (true) {
      try {
        admin.describeTopics(List.of(name)).allTopicNames().get();
        return;
      } catch (ExecutionException e) {
        boolean late = waiting.isOver(start, TOPIC_TIME);
        if (late || !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
      waiting.pause(LOOK_AGAIN);
    }
  }

  // And the broker leads the partitions another moment later. Of what an idempotent producer has
  // under way, the first batch would be refused until then and the second perhaps no longer, and
  // after that the first for ever.
  private static void awaitLeaders(Admin admin, String name, int partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
    }
    admin.listOffsets(ends).all().get();
  }

  private Admin admin() {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
  }

  /** Stops the broker and all its threads; closing again does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    node.close();
    if (temporary != null) {
      delete(temporary);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("directory can't be deleted: directory=" + directory, e);
    }
  }
}
