package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.InputConfig;
import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.InputConfig.Start;
import io.tributary.config.Pipeline;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.Decoded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In what order a replica is given a backlog whose partitions are not equally long. */
final class DriftIT {
  private static final int SPARSE = 200_000;
  private static final int DENSE = 600_000;
  private static final Duration SPAN = Duration.ofDays(200);

  private static TestTopics topics;

  @BeforeAll
  static void start() {
    topics = new TestTopics();
  }

  @AfterAll
  static void stop() {
    topics.close();
  }

  /** Returns a partition of records that are equally far from each other in time. */
  private static List<ProducerRecord<byte[], byte[]>> partition(
      Pipeline pipeline, int partition, int count) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long time = TestRows.START_MILLIS + i * (SPAN.toMillis() / count);
      byte[] value =
          "{\"k\":\"k%d\",\"t\":%d,\"a\":\"a\",\"b\":\"b\",\"x\":0,\"y\":1}"
              .formatted(partition, time)
              .getBytes(StandardCharsets.UTF_8);
      records.add(new ProducerRecord<>(pipeline.input().topic(), partition, null, value));
    }
    return records;
  }

  private static Pipeline pipeline(int readers) {
    Pipeline live =
        TestPipelines.reproducible("drift-" + readers, "drift-" + readers, 1, topics.settings());
    InputConfig input = live.input();
    Map<String, String> kafka = new HashMap<>(topics.settings().toMap());
    // A reader that is to wait has given on what it had fetched before.
    kafka.put("max.poll.records", "200");
    return live.withKafka(new KafkaSettings(kafka))
        .withInput(
            new InputConfig(
                input.topic(),
                input.format(),
                input.columns(),
                input.maxRecordBytes(),
                Partitioning.KEY,
                Start.EARLIEST,
                true,
                null,
                readers,
                SPAN.dividedBy(40)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aShortPartitionIsNotReadLongBeforeALongOne(int readers) throws Exception {
    Pipeline pipeline = pipeline(readers);
    // The third partition is empty, and nobody waits for it.
    topics.createInput(pipeline, 3);
    topics.send(partition(pipeline, 0, SPARSE));
    topics.send(partition(pipeline, 1, DENSE));
    Configuration config = new Configuration();
    config.setString("pipeline.object-reuse", "true");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(config);
    DataStream<Long> keys =
        new ExamplesInput(pipeline, TrainingOptions.DEFAULT)
            .alone(env)
            .filter(Decoded.class::isInstance)
            .setParallelism(readers)
            .map(InputRecord::key)
            .returns(Types.LONG)
            .setParallelism(1);
    List<Long> read = new ArrayList<>();
    try (CloseableIterator<Long> each = keys.executeAndCollect()) {
      each.forEachRemaining(read::add);
    }
    assertThat(read).hasSize(SPARSE + DENSE);
    // At its own pace the short one ends when a third of the long one is read.
    assertThat(denseBeforeTheLastSparse(read)).isGreaterThan(DENSE * 3L / 4);
  }

  /** Returns how many records of the long partition come before the last of the short one. */
  private static long denseBeforeTheLastSparse(List<Long> keys) {
    List<Long> distinct = keys.stream().distinct().toList();
    long first = distinct.get(0);
    long ofFirst = keys.stream().filter(key -> key == first).count();
    long sparse = ofFirst == SPARSE ? first : distinct.get(1);
    int last = keys.lastIndexOf(sparse);
    return last + 1L - SPARSE;
  }
}
