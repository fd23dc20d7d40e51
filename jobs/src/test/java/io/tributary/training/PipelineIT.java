package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.Pipeline;
import io.tributary.example.RejectReason;
import io.tributary.kafka.KafkaSettings;
import io.tributary.merge.Staleness;
import io.tributary.model.ModelShape;
import io.tributary.rejected.RejectedRecord;
import io.tributary.serving.ModelMirror;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import io.tributary.training.TestRows.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole training job: a real broker, a real Flink, from records to the updates topic. */
class PipelineIT {
  private static final List<Row> ROWS = TestRows.generate(20_000);

  private static TestTopics topics;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    topics = new TestTopics();
  }

  @AfterAll
  static void stop() {
    topics.close();
  }

  @Test
  void oneReplicaLearnsEveryExample() throws Exception {
    Pipeline pipeline = TestPipelines.reproducible("one", "rows-1", 1, topics.settings());
    send(pipeline);
    PublishedModel model = train(pipeline);
    assertThat(model.ended()).isTrue();
    assertThat(model.examples()).containsOnly((long) ROWS.size());
    assertLearned(lastProgress(pipeline), 1);
  }

  @Test
  void fourReplicasLearnEveryExampleAndTheSameEveryTime() throws Exception {
    Pipeline first = TestPipelines.reproducible("four-a", "rows-4", 4, topics.settings());
    Pipeline second = TestPipelines.reproducible("four-b", "rows-4", 4, topics.settings());
    send(first);
    PublishedModel model = train(first);
    PublishedModel again = train(second);
    assertThat(model.ended()).isTrue();
    assertThat(model.examples()).containsOnly((long) ROWS.size());
    assertThat(again.examples()).containsOnly((long) ROWS.size());
    for (int block = 0; block < model.bits().size(); block++) {
      assertThat(again.bits().get(block)).as("block %d", block).isEqualTo(model.bits().get(block));
    }
    JsonNode progress = lastProgress(first);
    assertLearned(progress, 4);
    for (String figure : List.of("logLoss", "auc", "rmse", "windowLogLoss", "calibration")) {
      assertThat(lastProgress(second).get(figure)).as(figure).isEqualTo(progress.get(figure));
    }
  }

  private static void send(Pipeline pipeline) {
    int partitions = pipeline.training().replicas();
    topics.createInput(pipeline, partitions);
    topics.send(TestRows.keyed(pipeline, ROWS, partitions));
  }

  private static PublishedModel train(Pipeline pipeline) throws Exception {
    topics.createOutputs(pipeline);
    try (LocalTraining training = LocalTraining.start(pipeline, TrainingOptions.DEFAULT)) {
      training.await();
    }
    return topics.model(pipeline);
  }

  private static JsonNode lastProgress(Pipeline pipeline) {
    List<JsonNode> progress = topics.progress(pipeline);
    JsonNode last = progress.get(progress.size() - 1);
    assertThat(last.get("final").asBoolean()).isTrue();
    assertThat(progress.stream().filter(record -> record.get("final").asBoolean())).hasSize(1);
    return last;
  }

  private static void assertLearned(JsonNode progress, int replicas) {
    assertThat(progress.get("examples").asLong()).isEqualTo(ROWS.size());
    assertThat(progress.get("rejected").asLong()).isZero();
    assertThat(progress.get("replicas").asInt()).isEqualTo(replicas);
    assertThat(progress.get("overruns").asLong()).isZero();
    assertThat(progress.get("heldExamples").asLong()).isZero();
    assertThat(progress.get("logLoss").asDouble())
        .isBetween(.1, .85 * TestRows.constantLogLoss(ROWS));
    assertThat(progress.get("auc").asDouble()).isGreaterThan(.75);
    assertThat(progress.get("calibration").asDouble()).isBetween(.9, 1.1);
  }

  @Test
  void idlePartitionsDoNotStallReplicasThatShareByKey() throws Exception {
    Pipeline pipeline =
        TestPipelines.live(
            "by-key", 3, Partitioning.KEY, Staleness.UNBOUNDED, "mean", topics.settings());
    assertAllIsMergedWithIdlePartitions(pipeline);
  }

  @Test
  void oneReplicaLearnsWhatSeveralReadersRead() throws Exception {
    Pipeline pipeline =
        TestPipelines.read(
            TestPipelines.live(
                "read-by-two", 1, Partitioning.KEY, new Staleness(1), "mean", topics.settings()),
            2);
    assertAllIsMergedWithIdlePartitions(pipeline);
  }

  @Test
  void idlePartitionsDoNotStallReplicasThatReadPartitions() throws Exception {
    Pipeline pipeline =
        TestPipelines.live(
            "by-topic", 3, Partitioning.TOPIC, new Staleness(1), "saturating", topics.settings());
    assertAllIsMergedWithIdlePartitions(pipeline);
  }

  private static void assertAllIsMergedWithIdlePartitions(Pipeline pipeline) throws Exception {
    topics.createInput(pipeline, 3);
    topics.createOutputs(pipeline);
    List<ProducerRecord<byte[], byte[]>> records =
        TestRows.keyed(pipeline, ROWS, 1).subList(0, 10_000);
    topics.send(records.subList(0, 6_000));
    try (LocalTraining training = LocalTraining.start(pipeline, TrainingOptions.DEFAULT)) {
      awaitMerged(pipeline, 6_000);
      // And once more after everybody was idle, with less than a round.
      topics.send(records.subList(6_000, 6_010));
      awaitMerged(pipeline, 6_010);
      topics.send(records.subList(6_010, 10_000));
      awaitMerged(pipeline, 10_000);
      assertThat(training.isDone()).isFalse();
      training.stop();
    }
    assertThat(topics.model(pipeline).examples()).containsOnly(10_000L);
  }

  private static void awaitMerged(Pipeline pipeline, long examples) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(topics.model(pipeline).examples()).containsOnly(examples));
  }

  @Test
  void onlyCommittedRecordsAreLearnedAndABoundedInputEndsBehindAbortedOnes() throws Exception {
    Pipeline pipeline =
        TestPipelines.reproducible("transactions", "transactions", 2, topics.settings());
    List<ProducerRecord<byte[], byte[]>> records =
        TestRows.keyed(pipeline, ROWS, 2).subList(0, 2_000);
    topics.createInput(pipeline, 2);
    topics.createOutputs(pipeline);
    try (KafkaProducer<byte[], byte[]> producer = transactional("tx")) {
      send(producer, records.subList(0, 1_000));
      producer.commitTransaction();
      // The last of both partitions are aborted records, and the marker that says so.
      send(producer, records.subList(1_000, 2_000));
      producer.abortTransaction();
    }
    Pipeline uncommitted = readingUncommitted("uncommitted", pipeline);
    topics.createOutputs(uncommitted);
    assertThat(learned(pipeline)).isEqualTo(1_000);
    assertThat(learned(uncommitted)).as("what the kafka section says wins").isEqualTo(2_000);
  }

  @Test
  void aBoundedInputEndsAtATransactionThatIsStillOpen() throws Exception {
    Pipeline pipeline = TestPipelines.reproducible("open", "open", 2, topics.settings());
    List<ProducerRecord<byte[], byte[]>> records =
        TestRows.keyed(pipeline, ROWS, 2).subList(0, 1_000);
    topics.createInput(pipeline, 2);
    topics.createOutputs(pipeline);
    try (KafkaProducer<byte[], byte[]> producer = transactional("open")) {
      send(producer, records.subList(0, 700));
      producer.commitTransaction();
      send(producer, records.subList(700, 1_000));
      assertThat(learned(pipeline)).isEqualTo(700);
      producer.abortTransaction();
    }
  }

  private static KafkaProducer<byte[], byte[]> transactional(String id) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                topics.settings().bootstrapServers(),
                "transactional.id",
                id,
                // Longer than any test: who waits for the end of a transaction waits for ever.
                "transaction.timeout.ms",
                900_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
    producer.beginTransaction();
    for (ProducerRecord<byte[], byte[]> record : records) {
      // A failure shows when the transaction ends.
      var unused = producer.send(record);
    }
    producer.flush();
  }

  private static Pipeline readingUncommitted(String name, Pipeline pipeline) {
    Map<String, String> properties = new HashMap<>(topics.settings().toMap());
    properties.put("isolation.level", "read_uncommitted");
    return TestPipelines.reproducible(
        name, pipeline.input().topic(), 2, new KafkaSettings(properties));
  }

  private static long learned(Pipeline pipeline) throws Exception {
    try (LocalTraining training = LocalTraining.start(pipeline, TrainingOptions.DEFAULT)) {
      training.await();
    }
    return lastProgress(pipeline).get("examples").asLong();
  }

  @ParameterizedTest
  @EnumSource(Partitioning.class)
  void trainingAndServingOutliveWhatSomebodyElseWritesToTheUpdatesTopic(Partitioning partitioning)
      throws Exception {
    String name = "noise-" + partitioning.name().toLowerCase(Locale.ROOT);
    Pipeline pipeline =
        TestPipelines.live(
            name, 2, partitioning, new Staleness(1), "saturating", topics.settings());
    topics.createInput(pipeline, 2);
    topics.createOutputs(pipeline);
    String updates = name + ".updates";
    ModelShape shape =
        ModelShape.of(pipeline.model().layout(), pipeline.model().optimizer().lanes());
    List<ProducerRecord<byte[], byte[]>> records = TestRows.keyed(pipeline, ROWS, 2);
    topics.send(List.of(new ProducerRecord<>(updates, 0, null, new byte[] {1, 2, 3, 4, 5})));
    topics.send(records.subList(0, 2_000));
    Optional<Path> savepoints = Optional.of(directory.resolve("savepoints"));
    String savepoint;
    try (ModelStore store = ChronicleModelStore.create(directory.resolve(name), pipeline.model());
        ModelMirror mirror = new ModelMirror(pipeline.model(), store, topics.settings().toMap())) {
      mirror.start();
      try (LocalTraining training =
          LocalTraining.start(
              pipeline, new TrainingOptions(Map.of(), Optional.empty(), savepoints))) {
        awaitServed(mirror, 2_000);
        topics.send(UpdatesNoise.records(updates, shape, mirror.status().version()));
        // Readers don't know of these.
        topics.addPartitions(updates, 5);
        topics.send(records.subList(2_000, 4_000));
        awaitServed(mirror, 4_000);
        topics.send(UpdatesNoise.records(updates, shape, mirror.status().version()));
        topics.send(records.subList(4_000, 4_010));
        awaitServed(mirror, 4_010);
        assertThat(mirror.status().version()).as("no storm of rounds").isLessThan(4_000);
        assertThat(mirror.status().undecodable()).isGreaterThanOrEqualTo(1 + 2 * 5);
        Awaitility.await().until(() -> skippedUpdates(pipeline) >= 1 + 2 * 5);
        assertThat(training.isDone()).isFalse();
        savepoint = training.stop().orElseThrow();
      }
      topics.addPartitions(updates, 7);
      try (LocalTraining training =
          LocalTraining.start(
              pipeline, new TrainingOptions(Map.of(), Optional.of(savepoint), Optional.empty()))) {
        topics.send(records.subList(4_010, 6_000));
        awaitServed(mirror, 6_000);
        training.stop();
      }
    }
  }

  private static long skippedUpdates(Pipeline pipeline) {
    List<JsonNode> progress = topics.progress(pipeline);
    return progress.isEmpty()
        ? 0
        : progress.get(progress.size() - 1).get("skippedUpdates").asLong();
  }

  private static void awaitServed(ModelMirror mirror, long examples) {
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(mirror.status().examples()).isEqualTo(examples);
              assertThat(mirror.status().waitingFor()).isNull();
            });
  }

  /** What became of one broken record. */
  private record Broken(int partition, long offset, RejectReason reason, byte[] value) {}

  @Test
  void brokenRecordsAreRejectedAndNeverStopTheJob() throws Exception {
    Pipeline pipeline = TestPipelines.reproducible("broken", "mixed", 2, topics.settings());
    topics.createInput(pipeline, 2);
    topics.createOutputs(pipeline);
    Map<String, Broken> expected = sendGoodAndBroken(pipeline, 10_000, 1_000);
    try (LocalTraining training = LocalTraining.start(pipeline, TrainingOptions.DEFAULT)) {
      training.await();
    }
    assertThat(topics.model(pipeline).examples()).containsOnly(10_000L);
    JsonNode progress = lastProgress(pipeline);
    assertThat(progress.get("examples").asLong()).isEqualTo(10_000);
    assertThat(progress.get("rejected").asLong()).isEqualTo(1_000);
    long withReason = 0;
    for (JsonNode reason : progress.get("rejectReasons")) {
      withReason += reason.get("count").asLong();
      assertThat(reason.get("example").get("where").asText()).startsWith("topic=mixed partition=");
    }
    assertThat(withReason).isEqualTo(1_000);

    List<RejectedRecord> rejected = topics.rejected(pipeline);
    assertThat(rejected).hasSize(1_000);
    for (RejectedRecord record : rejected) {
      Broken broken = expected.remove(record.partition() + "@" + record.offset());
      assertThat(broken).as("%s", record).isNotNull();
      assertThat(record.topic()).isEqualTo(pipeline.input().topic());
      assertThat(record.reason()).as("%s", record).isEqualTo(broken.reason());
      assertThat(record.detail()).isNotEmpty();
      assertThat(record.value()).isEqualTo(broken.value());
    }
    assertThat(expected).isEmpty();
  }

  private static Map<String, Broken> sendGoodAndBroken(Pipeline pipeline, int good, int broken) {
    Random random = new Random(3);
    BrokenRows[] kinds = BrokenRows.values();
    List<ProducerRecord<byte[], byte[]>> records =
        new ArrayList<>(TestRows.keyed(pipeline, ROWS.subList(0, good), 2));
    Map<ProducerRecord<byte[], byte[]>, BrokenRows> kindOf = new HashMap<>();
    for (int i = 0; i < broken; i++) {
      BrokenRows kind = kinds[i % kinds.length];
      byte[] key = i % 3 == 0 ? null : new byte[] {(byte) i};
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              pipeline.input().topic(), i % 2, key, kind.of(ROWS.get(good + i), random));
      records.add(random.nextInt(records.size()), record);
      kindOf.put(record, kind);
    }
    List<RecordMetadata> written = topics.send(records);
    Map<String, Broken> expected = new HashMap<>();
    for (int i = 0; i < written.size(); i++) {
      BrokenRows kind = kindOf.get(records.get(i));
      if (kind != null) {
        RecordMetadata at = written.get(i);
        expected.put(
            at.partition() + "@" + at.offset(),
            new Broken(at.partition(), at.offset(), kind.reason(), records.get(i).value()));
      }
    }
    assertThat(expected).hasSize(broken);
    return expected;
  }
}
