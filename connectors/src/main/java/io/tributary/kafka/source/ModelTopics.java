package io.tributary.kafka.source;

import io.tributary.codec.UpdateCheck;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.TopicNames;
import io.tributary.kafka.decoding.DecodingSplitReader;
import io.tributary.kafka.decoding.InputDecoder;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.loop.DenseUpdates;
import io.tributary.kafka.loop.ErrorsTopic;
import io.tributary.kafka.loop.RecentUpdates;
import io.tributary.kafka.loop.ResetToEarliest;
import io.tributary.kafka.loop.UpdateBytes;
import io.tributary.kafka.loop.UpdatesTopic;
import io.tributary.model.BlockMessage;
import io.tributary.rejected.RejectedRecord;
import java.io.Serializable;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a model, and Flink's sources and sinks on them. All writing is at least once:
 * readers tell repeated updates by their generation and version.
 *
 * @param model name of the model
 * @param kafka how to reach Kafka
 */
public record ModelTopics(String model, KafkaSettings kafka) implements Serializable {
  static final String ISOLATION = "isolation.level";
  static final String COMMITTED = "read_committed";

  private static final String GROUP = "group.id";
  private static final String DISCOVERY = "partition.discovery.interval.ms";

  private TopicNames names() {
    return new TopicNames(model);
  }

  /** Returns the topic of updates. */
  public String updates() {
    return names().updates();
  }

  /** Returns the topic of errors, which only models have that are dealt out to shards. */
  public ErrorsTopic errors() {
    return new ErrorsTopic(kafka, names().errors());
  }

  /**
   * Returns the updates of the dense table of a model whose sparse one is dealt out to shards.
   *
   * @param check what updates can be
   * @param firstBlock number of the dense table's first block
   */
  public DenseUpdates denseUpdates(UpdateCheck check, int firstBlock) {
    return new DenseUpdates(new UpdatesTopic(kafka, updates(), check), firstBlock);
  }

  /** Returns the topic of progress records. */
  public String progress() {
    return names().progress();
  }

  /** Returns the topic of rejected records. */
  public String rejected() {
    return names().rejected();
  }

  /**
   * Returns the input's end now: behind all committed records, or behind all records if the {@code
   * kafka} section reads uncommitted ones.
   */
  public OffsetsInitializer latest() {
    return new LastStableOffsets(kafka);
  }

  /**
   * Returns the source of examples, at its own pace.
   *
   * @param decoder makes examples of records
   * @param start where a new job begins
   * @param end where it ends, or null to go on for ever
   */
  public ControlledSource<InputRecord> examplesSource(
      String topic,
      InputDecoder decoder,
      OffsetsInitializer start,
      @Nullable OffsetsInitializer end) {
    return ControlledSource.free(examples(topic, decoder, start, end), decodingReaders(decoder));
  }

  /**
   * Returns the source of replicas that run in its tasks. It gives a replica examples while the
   * replica wants them, and the updates that this incarnation writes, until all is merged.
   *
   * @param decoder makes examples of records
   * @param start where a new job begins
   * @param end where its examples end, or null to go on for ever
   * @param check what updates can be
   */
  public ControlledSource<InputRecord> loopSource(
      String topic,
      InputDecoder decoder,
      OffsetsInitializer start,
      @Nullable OffsetsInitializer end,
      UpdateCheck check,
      String job) {
    return ControlledSource.looping(
        examples(topic, decoder, start, end),
        decodingReaders(decoder),
        new UpdatesTopic(kafka, updates(), check),
        job);
  }

  /**
   * Returns the source of batchers that run in its tasks. It gives a batcher examples while the
   * batcher wants them, and what combiners write to the errors topic, until all is learned.
   *
   * @param decoder makes examples of records
   * @param start where a new job begins
   * @param end where its examples end, or null to go on for ever
   */
  public ControlledSource<InputRecord> batchedSource(
      String topic,
      InputDecoder decoder,
      OffsetsInitializer start,
      @Nullable OffsetsInitializer end,
      String job) {
    return ControlledSource.batched(
        examples(topic, decoder, start, end), decodingReaders(decoder), errors(), job);
  }

  private ControlledSource.Readers<InputRecord> decodingReaders(InputDecoder decoder) {
    Properties consumer = examplesConsumer();
    consumer.setProperty("key.deserializer", ByteBufferDeserializer.class.getName());
    consumer.setProperty("value.deserializer", ByteBufferDeserializer.class.getName());
    // What a KafkaSource would add by itself.
    consumer.putIfAbsent("enable.auto.commit", "false");
    consumer.setProperty("auto.offset.reset", "earliest");
    consumer.putIfAbsent("client.id.prefix", consumer.getProperty("group.id"));
    return context -> DecodingSplitReader.reader(consumer, decoder, context);
  }

  /** Returns the consumer group by which checkpoints tell how far examples were read. */
  public String examplesGroup() {
    return examplesConsumer().getProperty(GROUP);
  }

  private Properties examplesConsumer() {
    Properties consumer = consumer();
    consumer.putIfAbsent(GROUP, "tributary-" + model);
    // What a producer has taken back was never said; and "latest" is where all is decided.
    consumer.putIfAbsent(ISOLATION, COMMITTED);
    // Handing records over costs per batch, and a backlog has large ones.
    consumer.putIfAbsent("max.poll.records", "4000");
    consumer.putIfAbsent("max.partition.fetch.bytes", Integer.toString(4 << 20));
    consumer.putIfAbsent("receive.buffer.bytes", Integer.toString(1 << 20));
    return consumer;
  }

  private KafkaSource<InputRecord> examples(
      String topic,
      InputDecoder decoder,
      OffsetsInitializer start,
      @Nullable OffsetsInitializer end) {
    Properties consumer = examplesConsumer();
    if (end != null) {
      // A bounded source discovers once whatever this says, and warns when it says anything.
      consumer.remove(DISCOVERY);
    }
    var builder =
        KafkaSource.<InputRecord>builder()
            .setProperties(consumer)
            .setTopics(topic)
            .setStartingOffsets(new ResetToEarliest(start))
            .setDeserializer(decoder);
    if (end != null) {
      builder.setBounded(end);
    }
    return builder.build();
  }

  /**
   * Returns the source of updates. A job begins to read some time before its own start, because
   * clocks differ; sessions tell what others wrote then. A restored job begins there as well,
   * whatever its checkpoint's position.
   */
  public ControlledSource<byte[]> updatesSource(long startMillis, String job) {
    Properties consumer = consumer();
    // A record is wanted the moment it is there.
    consumer.setProperty("fetch.min.bytes", "1");
    return ControlledSource.ending(
        KafkaSource.<byte[]>builder()
            .setProperties(consumer)
            .setGroupId("tributary-" + model + "-updates")
            .setTopics(updates())
            .setStartingOffsets(
                new ResetToEarliest(
                    OffsetsInitializer.timestamp(startMillis - RecentUpdates.MARGIN_MILLIS)))
            .setDeserializer(new UpdateBytes())
            .build(),
        kafka,
        job);
  }

  /** Returns the sink of updates, which sends each record at once. */
  public KafkaSink<BlockMessage> updatesSink() {
    return sink(new BlockMessageSerializer(updates()), "0");
  }

  /** Returns the sink of errors, which sends each record at once. */
  public KafkaSink<byte[]> errorsSink() {
    return sink(new LoopSerializer(names().errors()), "0");
  }

  /** Returns the sink of progress records. */
  public KafkaSink<String> progressSink() {
    return sink(new TextSerializer(progress()), "0");
  }

  /** Returns the sink of rejected records. */
  public KafkaSink<RejectedRecord> rejectedSink() {
    return sink(new RejectedSerializer(rejected()), "20");
  }

  private <T> KafkaSink<T> sink(KafkaRecordSerializationSchema<T> serializer, String lingerMillis) {
    Properties producer = kafka.toProperties();
    producer.remove("group.id");
    producer.putIfAbsent("linger.ms", lingerMillis);
    return KafkaSink.<T>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setKafkaProducerConfig(producer)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(serializer)
        .build();
  }

  private Properties consumer() {
    Properties consumer = kafka.toProperties();
    consumer.putIfAbsent(DISCOVERY, "-1");
    return consumer;
  }
}
