package io.tributary.kafka.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.UpdateCheck;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.SkippedUpdates;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.model.BlockLayout;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UpdatesTopicIT {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static final UpdateCheck CHECK =
      new UpdateCheck(List.of(TableSpec.linear(new BlockLayout(3, 2), new OptimizerSpec.Sgd(1))));

  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.startTemporary();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static UpdatesTopic topic(String name) {
    return new UpdatesTopic(KafkaSettings.of(kafka.bootstrapServers()), name, CHECK);
  }

  private static void write(String topic, int partition, Instant time, String value)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, partition, time.toEpochMilli(), null, bytes)).get();
    }
  }

  private static Set<String> read(Consumer<byte[], byte[]> consumer, int count) {
    Set<String> values = new TreeSet<>();
    while (values.size() < count) {
      consumer
          .poll(Duration.ofSeconds(1))
          .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
    }
    return values;
  }

  @Test
  void beginsShortlyBeforeItIsAskedForInEachPartition() throws Exception {
    kafka.createTopic("since", 3);
    write("since", 0, NOW.minusSeconds(600), "old");
    write("since", 0, NOW.minusSeconds(50), "recent");
    write("since", 1, NOW.minusSeconds(600), "old too");
    Supplier<Consumer<byte[], byte[]>> opening = topic("since").since(InstantSource.fixed(NOW));
    write("since", 0, NOW.plusSeconds(1), "new 0");
    write("since", 1, NOW.plusSeconds(1), "new 1");
    try (Consumer<byte[], byte[]> consumer = opening.get()) {
      write("since", 2, NOW.minusSeconds(600), "whatever its clock says");
      assertThat(read(consumer, 4))
          .containsExactly("new 0", "new 1", "recent", "whatever its clock says");
    }
  }

  @Test
  void aTopicThatIsNotThereIsAClearError() {
    UpdatesFeed feed = new UpdatesFeed();
    Semaphore woken = new Semaphore(0);
    KafkaSettings settings =
        new KafkaSettings(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "allow.auto.create.topics",
                "false",
                "default.api.timeout.ms",
                "5000"));
    UpdatesTopic missing = new UpdatesTopic(settings, "missing.updates", CHECK);
    CheckedUpdates checked = missing.checked(new SkippedUpdates(), InstantSource.system());
    try (Updates updates =
        feed.subscribe(missing.since(InstantSource.system()), checked, woken::release)) {
      assertThatThrownBy(
              () -> {
                assertThat(woken.tryAcquire(5, TimeUnit.MINUTES)).isTrue();
                updates.poll();
              })
          .hasMessage("updates can't be read")
          .hasStackTraceContaining("missing.updates");
    }
  }
}
