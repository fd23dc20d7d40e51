package io.tributary.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Link;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMirrorIT {
  private static final int BLOCKS = 4;
  private static final int VERSIONS = 300;

  private static EmbeddedKafka kafka;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.startTemporary();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void followsTheTopicThroughGarbageAndRestarts() throws Exception {
    ModelSpec spec = spec("follow");
    float[] expected = new float[spec.layout().coordinates()];
    try (ModelStore store = ChronicleModelStore.create(directory.resolve("follow"), spec);
        ModelStore reader = ChronicleModelStore.openReadOnly(directory.resolve("follow"));
        ModelMirror mirror = mirror(spec, store)) {
      // Started before its topic exists: it waits.
      mirror.start();
      kafka.createTopic("follow.updates", 3);
      try (KafkaProducer<byte[], byte[]> producer = producer()) {
        openAll(spec, producer);
        sendBytes(spec, producer, new byte[] {1, 9, 9});
        sendBytes(spec, producer, null);
        update(spec, producer, expected, 1, VERSIONS / 2);
        await().until(() -> mirror.status().version() == VERSIONS / 2);
        mirror.close();
        assertThat(mirror.failure()).isEmpty();
        assertThat(mirror.status().undecodable()).isEqualTo(2);
        assertThat(mirror.status().gaps()).isZero();
        assertThat(mirror.status().ended()).isFalse();
        assertThat(mirror.status().blocksWritten()).isLessThan(mirror.status().applied());
        update(spec, producer, expected, VERSIONS / 2 + 1, VERSIONS);
      }
      assertThat(reader.version()).isEqualTo(VERSIONS / 2);
      try (ModelMirror next = mirror(spec, store)) {
        next.start();
        await().until(() -> next.status().ended());
        assertThat(next.status().examples()).isEqualTo(VERSIONS * 10L);
        assertThat(next.status().newestEventTime()).isEqualTo(VERSIONS);
        assertThat(next.status().ignored()).isEqualTo(BLOCKS + BLOCKS * (VERSIONS / 2));
        assertThat(next.freshness().examples()).isEqualTo(BLOCKS * 10L * (VERSIONS - VERSIONS / 2));
        assertThat(next.freshness().p99()).isBetween(0L, 60_000L);
        assertThat(next.recentFreshness()).isEqualTo(next.freshness());
        assertThat(next.recentFreshness().examples()).isZero();
      }
      int[] coordinates = new int[expected.length];
      for (int i = 0; i < coordinates.length; i++) {
        coordinates[i] = i;
      }
      float[] weights = new float[expected.length];
      assertThat(reader.weights(coordinates, weights.length, weights).version())
          .isEqualTo(VERSIONS);
      assertThat(weights).isEqualTo(expected);
      assertThat(reader.checksum()).isEqualTo(store.checksum());
    }
  }

  @Test
  void servesInAProcessWithoutFlink() throws Exception {
    ModelSpec spec = spec("alone");
    kafka.createTopic("alone.updates", 3);
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      openAll(spec, producer);
      update(spec, producer, new float[spec.layout().coordinates()], 1, VERSIONS);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of("-cp", withoutFlink(System.getProperty("java.class.path"))));
    command.addAll(
        List.of(
            MirrorAlone.class.getName(),
            kafka.bootstrapServers(),
            spec.name(),
            directory.resolve("alone").toString()));
    Process mirror = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(mirror.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(mirror.waitFor()).as(said).isZero();
    assertThat(said).contains("examples=" + VERSIONS * 10 + "\n", "flink=false\n");
  }

  private static String withoutFlink(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .filter(entry -> !entry.contains("flink"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void saysWhatItWaitsForAndWhatDoesNotFit() throws Exception {
    ModelSpec spec = spec("waits");
    ModelSpec trained =
        new ModelSpec(
            "waits", new BlockLayout(10, BLOCKS), Link.IDENTITY, new OptimizerSpec.Sgd(.1));
    try (ModelStore store = ChronicleModelStore.create(directory.resolve("waits"), spec);
        ModelMirror mirror = mirror(spec, store);
        KafkaProducer<byte[], byte[]> producer = producer()) {
      mirror.start();
      await()
          .until(
              () -> mirror.status().waitingFor(),
              text -> text != null && text.startsWith("the topic of updates, which is not there"));
      kafka.createTopic("waits.updates", 1);
      await()
          .until(
              () -> mirror.status().waitingFor(),
              text -> text != null && text.startsWith("the first update: topic=waits.updates"));
      send(spec, producer, 0, opening(0, ModelShape.of(trained.layout(), 1)));
      await().until(() -> mirror.status().misfit(), Objects::nonNull);
      assertThat(mirror.status().misfit())
          .startsWith(
              "updates do not fit the pipeline: bits=10 blocks=4 lanes=1 pipeline bits=8 blocks=4"
                  + " lanes=1: are model.bits,");
      assertThat(mirror.status().waitingFor())
          .startsWith("blocks to be opened: first=0 topic=waits.updates records=1 since=20");
      for (int block = 0; block < BLOCKS; block++) {
        send(spec, producer, 0, opening(block, ModelShape.of(spec.layout(), 1)));
      }
      await().until(() -> mirror.status().awaiting() == 0);
      assertThat(mirror.status().waitingFor()).isNull();
      assertThat(mirror.status().misfit()).as("it is over").isNull();
      assertThat(mirror.status().undecodable()).isEqualTo(1);
    }
  }

  private static Opening opening(int block, ModelShape shape) {
    return new Opening(
        block,
        2,
        0,
        0,
        1,
        new long[] {1},
        new long[] {-1},
        false,
        MergeProgress.NONE,
        SparseValues.EMPTY,
        shape,
        VersionDigests.START);
  }

  private static ModelMirror mirror(ModelSpec spec, ModelStore store) {
    return new ModelMirror(spec, store, Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  static ModelSpec spec(String name) {
    return new ModelSpec(
        name, new BlockLayout(8, BLOCKS), Link.IDENTITY, new OptimizerSpec.Sgd(.1));
  }

  private static void openAll(ModelSpec spec, KafkaProducer<byte[], byte[]> producer) {
    for (int block = 0; block < BLOCKS; block++) {
      send(
          spec,
          producer,
          new Opening(
              block,
              1,
              0,
              0,
              1,
              new long[] {1},
              new long[] {-1},
              false,
              MergeProgress.NONE,
              SparseValues.EMPTY,
              ModelShape.of(spec.layout(), spec.optimizer().lanes()),
              VersionDigests.START));
    }
  }

  private static void update(
      ModelSpec spec, KafkaProducer<byte[], byte[]> producer, float[] expected, int from, int to) {
    Random random = new Random(from);
    for (int version = from; version <= to; version++) {
      for (int block = 0; block < BLOCKS; block++) {
        int offset = random.nextInt(spec.layout().blockSize() - 1);
        float[] values = {random.nextFloat(), random.nextFloat()};
        System.arraycopy(values, 0, expected, spec.layout().firstOf(block) + offset, 2);
        send(
            spec,
            producer,
            new Update(
                block,
                1,
                version,
                -1,
                version,
                version == VERSIONS,
                new MergeProgress(version * 10L, version, 10, System.currentTimeMillis()),
                new SparseValues(new int[] {offset, offset + 1}, values)));
      }
    }
    producer.flush();
  }

  private static void send(
      ModelSpec spec, KafkaProducer<byte[], byte[]> producer, BlockMessage message) {
    send(spec, producer, message.block() % 3, message);
  }

  private static void send(
      ModelSpec spec, KafkaProducer<byte[], byte[]> producer, int partition, BlockMessage message) {
    ByteWriter out = new ByteWriter();
    BlockMessageCodec.INSTANCE.encode(message, out);
    Future<?> unused =
        producer.send(
            new ProducerRecord<>(spec.name() + ".updates", partition, null, out.toByteArray()));
  }

  private static void sendBytes(
      ModelSpec spec, KafkaProducer<byte[], byte[]> producer, byte[] value) {
    Future<?> unused =
        producer.send(new ProducerRecord<>(spec.name() + ".updates", 0, null, value));
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 0),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
