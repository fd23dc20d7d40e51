package io.tributary.kafka;

import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a model needs. Absent topics are created, and existing ones stay as they are.
 * Each method waits at most half a minute for Kafka.
 */
public final class Topics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration ANSWERED = Duration.ofMillis(1);

  // Whoever comes late gets whole blocks from a job's next start: updates may go after a while.
  private static final Map<String, String> UPDATES =
      Map.of(
          "cleanup.policy", "delete",
          "retention.ms", Long.toString(Duration.ofHours(1).toMillis()),
          "retention.bytes", Long.toString(4L << 30),
          "segment.bytes", Integer.toString(128 << 20));
  // Nobody wants what is older than an incarnation's start, but for clocks that differ.
  private static final Map<String, String> ERRORS =
      Map.of(
          "cleanup.policy", "delete",
          "retention.ms", Long.toString(Duration.ofMinutes(10).toMillis()),
          "segment.bytes", Integer.toString(64 << 20));
  private static final Map<String, String> PROGRESS =
      Map.of("retention.ms", Long.toString(Duration.ofDays(1).toMillis()));

  private final KafkaSettings kafka;
  private final Admin admin;
  private final Waiting waiting;

  private Topics(KafkaSettings kafka, Admin admin, Waiting waiting) {
    this.kafka = kafka;
    this.admin = admin;
    this.waiting = waiting;
  }

  /**
   * Connects to Kafka.
   *
   * @throws TopicsException when no broker answers within half a minute
   */
  public static Topics connect(KafkaSettings kafka, Waiting waiting) {
    Map<String, Object> properties = new HashMap<>(kafka.toMap());
    properties.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    properties.put("request.timeout.ms", (int) PATIENCE.toMillis());
    Admin admin;
    try {
      admin = Admin.create(properties);
    } catch (KafkaException e) {
      throw new TopicsException(
          "kafka can't be used: bootstrap.servers=" + kafka.bootstrapServers(), e);
    }
    Topics topics = new Topics(kafka, admin, waiting);
    try {
      topics.get(admin.describeCluster().nodes());
      return topics;
    } catch (RuntimeException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * Makes sure that a topic is there.
   *
   * @param partitions how many to create it with if it is absent, or 0 not to create it
   */
  public static void require(KafkaSettings kafka, String topic, int partitions, Waiting waiting) {
    try (Topics topics = connect(kafka, waiting)) {
      if (partitions > 0) {
        topics.createIfAbsent(topic, partitions, Map.of(), new ArrayList<>());
      } else if (!topics.exists(topic)) {
        throw new TopicsException(
            "topic does not exist, --partitions N would create it: topic=" + topic);
      }
    }
  }

  /**
   * Creates the absent topics of a model; returns the names of those it created.
   *
   * @param inputPartitions how many partitions the input topic gets if it is absent
   */
  public List<String> create(TopicNames model, String input, int inputPartitions) {
    List<String> created = new ArrayList<>();
    createIfAbsent(input, inputPartitions, Map.of(), created);
    createIfAbsent(model.updates(), 1, UPDATES, created);
    createIfAbsent(model.progress(), 1, PROGRESS, created);
    createIfAbsent(model.rejected(), 1, Map.of(), created);
    return created;
  }

  /**
   * Creates the topic of errors of a model that is dealt out to shards, if it is absent; returns
   * the names of what it created.
   */
  public List<String> createErrors(TopicNames model) {
    List<String> created = new ArrayList<>();
    createIfAbsent(model.errors(), 1, ERRORS, created);
    return created;
  }

  private void createIfAbsent(
      String topic, int partitions, Map<String, String> config, List<String> created) {
    if (exists(topic)) {
      return;
    }
    NewTopic wanted =
        new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config);
    try {
      get(admin.createTopics(List.of(wanted)).all());
      created.add(topic);
    } catch (TopicsException e) {
      // Another process may have been faster.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    awaitVisible(topic);
    // Only leaders know the ends. Before there are leaders, an idempotent producer with several
    // batches under way may find the second accepted and the first refused, for ever.
    endOffsets(topic);
  }

  // The controller answers before brokers know the topic, and a source that asks too early fails.
  private void awaitVisible(String topic) {
    if (!waiting.until(PATIENCE, LOOK_AGAIN, () -> exists(topic))) {
      throw new TopicsException("topic does not appear: topic=" + topic);
    }
  }

  /** Returns true when there is such a topic. */
  public boolean exists(String topic) {
    try {
      partitions(topic);
      return true;
    } catch (TopicsException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  /** Returns the number of partitions of a topic. */
  public int partitions(String topic) {
    return describe(topic).partitions().size();
  }

  private TopicDescription describe(String topic) {
    return get(admin.describeTopics(List.of(topic)).allTopicNames()).values().iterator().next();
  }

  /**
   * Returns a line that tells an input from all others. The name is not enough: a topic that was
   * deleted and created anew, or a topic of another Kafka, has the same name and other records.
   */
  public String identity(String topic) {
    return "topic="
        + topic
        + " topicId="
        + describe(topic).topicId()
        + " cluster="
        + get(admin.describeCluster().clusterId());
  }

  /** Returns the end of each partition of a topic. */
  public Map<TopicPartition, Long> endOffsets(String topic) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions(topic); partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
        get(admin.listOffsets(asked).all()).entrySet()) {
      ends.put(end.getKey(), end.getValue().offset());
    }
    return ends;
  }

  /**
   * Returns the sum of the offsets up to which a consumer group has read a topic, where it has told
   * nothing that of the oldest record; -1 when it has told of no partition.
   */
  public long committed(String topic, String group) {
    Map<TopicPartition, OffsetAndMetadata> told =
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, OffsetSpec> untold = new HashMap<>();
    long sum = 0;
    int partitions = partitions(topic);
    for (int partition = 0; partition < partitions; partition++) {
      TopicPartition one = new TopicPartition(topic, partition);
      OffsetAndMetadata offset = told.get(one);
      if (offset == null) {
        untold.put(one, OffsetSpec.earliest());
      } else {
        sum += offset.offset();
      }
    }
    if (untold.size() == partitions) {
      return -1;
    }
    for (ListOffsetsResultInfo oldest : get(admin.listOffsets(untold).all()).values()) {
      sum += oldest.offset();
    }
    return sum;
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      if (!waiting.until(PATIENCE, ANSWERED, future::isDone)) {
        throw unreachable(new TimeoutException());
      }
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof org.apache.kafka.common.errors.TimeoutException
          ? unreachable(cause)
          : new TopicsException(
              refusal(cause) + ": bootstrap.servers=" + kafka.bootstrapServers(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicsException("interrupted while waiting for kafka", e);
    }
  }

  // Kafka's own words for these are those of its libraries.
  private static String refusal(@Nullable Throwable cause) {
    if (cause instanceof SaslAuthenticationException) {
      return "kafka does not know the user, or the password is another";
    }
    if (cause instanceof SslAuthenticationException) {
      return "kafka and this client don't trust each other's certificates";
    }
    return "kafka refused";
  }

  private TopicsException unreachable(Throwable cause) {
    return new TopicsException(
        "kafka can't be reached: bootstrap.servers="
            + kafka.bootstrapServers()
            + " seconds="
            + PATIENCE.toSeconds()
            + " cause="
            + cause.getClass().getSimpleName(),
        cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
