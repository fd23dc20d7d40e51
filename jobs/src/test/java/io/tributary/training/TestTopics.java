package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.config.Pipeline;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.rejected.RejectedRecord;
import io.tributary.rejected.RejectedRecordJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** A broker of its own, and what tests write to it and read from it. */
final class TestTopics implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EmbeddedKafka kafka = EmbeddedKafka.startTemporary();
  private final KafkaProducer<byte[], byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", kafka.bootstrapServers()),
          new ByteArraySerializer(),
          new ByteArraySerializer());

  KafkaSettings settings() {
    return KafkaSettings.of(kafka.bootstrapServers());
  }

  /** Creates a topic of examples. */
  void createInput(Pipeline pipeline, int partitions) {
    kafka.createTopic(pipeline.input().topic(), partitions);
  }

  /** Creates the topics that a pipeline writes. */
  void createOutputs(Pipeline pipeline) {
    kafka.createTopic(pipeline.name() + ".updates", 2);
    kafka.createTopic(pipeline.name() + ".errors", 2);
    kafka.createTopic(pipeline.name() + ".progress", 1);
    kafka.createTopic(pipeline.name() + ".rejected", 2);
  }

  /** Writes records; returns where each of them is. */
  List<RecordMetadata> send(List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    records.forEach(record -> sent.add(producer.send(record)));
    producer.flush();
    List<RecordMetadata> written = new ArrayList<>(records.size());
    try {
      for (Future<RecordMetadata> future : sent) {
        written.add(future.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return written;
  }

  /** Adds partitions to a topic. */
  void addPartitions(String topic, int total) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Reads all that is on a topic now, one partition after the other. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      for (var partition : consumer.partitionsFor(topic)) {
        TopicPartition of = new TopicPartition(topic, partition.partition());
        consumer.assign(List.of(of));
        consumer.seekToBeginning(List.of(of));
        long end = consumer.endOffsets(List.of(of)).get(of);
        while (consumer.position(of) < end) {
          consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
      }
    }
    return records;
  }

  /** Reads the updates topic of a pipeline; messages of one block are in order. */
  List<BlockMessage> updates(Pipeline pipeline) {
    return read(pipeline.name() + ".updates").stream()
        .map(record -> BlockMessageCodec.INSTANCE.decode(new ByteReader(record.value())))
        .toList();
  }

  /** Reads the model that is on the updates topic of a pipeline. */
  PublishedModel model(Pipeline pipeline) {
    return PublishedModel.of(pipeline.model().tables(), updates(pipeline));
  }

  /** Returns how many examples every block of the model on the updates topic holds. */
  long merged(Pipeline pipeline) {
    return Collections.min(model(pipeline).examples());
  }

  /** Waits until every block of the model holds so many examples. */
  void awaitMerged(Pipeline pipeline, long examples) {
    Awaitility.await().until(() -> merged(pipeline) >= examples);
  }

  /** Returns options of a job that ends with the last of these records, sent or not. */
  static TrainingOptions endingWith(List<ProducerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> end = new HashMap<>();
    for (ProducerRecord<byte[], byte[]> record : records) {
      end.merge(new TopicPartition(record.topic(), record.partition()), 1L, Long::sum);
    }
    return new TrainingOptions(end, Optional.empty(), Optional.empty());
  }

  /** Returns the one progress record that is final. */
  JsonNode lastProgress(Pipeline pipeline) {
    List<JsonNode> progress = progress(pipeline);
    JsonNode last = progress.get(progress.size() - 1);
    assertThat(last.get("final").asBoolean()).isTrue();
    return last;
  }

  /** Returns how many incarnations have opened the model. */
  long generations(Pipeline pipeline) {
    return updates(pipeline).stream()
        .filter(message -> message instanceof Opening && message.block() == 0)
        .map(BlockMessage::generation)
        .distinct()
        .count();
  }

  /** Reads the progress topic of a pipeline. */
  List<JsonNode> progress(Pipeline pipeline) {
    List<JsonNode> records = new ArrayList<>();
    for (var record : read(pipeline.name() + ".progress")) {
      try {
        records.add(JSON.readTree(record.value()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return records;
  }

  /** Reads the rejected topic of a pipeline. */
  List<RejectedRecord> rejected(Pipeline pipeline) {
    return read(pipeline.name() + ".rejected").stream()
        .map(record -> RejectedRecordJson.read(record.key(), record.value()))
        .toList();
  }

  @Override
  public void close() {
    producer.close();
    kafka.close();
  }
}
