package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.process.StopSignal;
import io.tributary.serving.ModelMirror;
import io.tributary.session.StoreFiles;
import io.tributary.store.BlockHeader;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import io.tributary.waiting.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.JobManagerOptions.SchedulerType;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose scheduler is adaptive, and what a person does with it. */
abstract class OperationsSupport {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final String PIPELINE =
      """
      name: MODEL
      model: {bits: 10}
      features: [site, {numeric: age, scale: 0.01}]
      label: {field: clicked}
      key: user
      input: {topic: MODEL.examples}
      training: {replicas: 2, reportInterval: 200ms, checkpointInterval: 500ms}
      kafka: {bootstrap.servers: "${KAFKA}"}
      """;

  @TempDir static Path directory;

  static TestCluster cluster;
  private static Random random;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start(directory, SchedulerType.Adaptive, 4);
    random = new Random(5);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  static Path write(String model) throws IOException {
    return Files.writeString(directory.resolve(model + ".yaml"), PIPELINE.replace("MODEL", model));
  }

  static JsonNode submit(Path pipeline, String... more) throws IOException {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "submit";
    arguments[1] = pipeline.toString();
    arguments[2] = "--json";
    arguments[3] = "--jar=" + cluster.jar();
    System.arraycopy(more, 0, arguments, 4, more.length);
    CommandRun run = cluster.run(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  static String done(String... arguments) {
    CommandRun run = cluster.run(arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run.out().strip();
  }

  static void fails(int code, String message, String... arguments) {
    CommandRun run = cluster.run(arguments);
    assertThat(run.err()).contains("tributary: " + message);
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
  }

  static JsonNode status(String model) throws IOException {
    return JSON.readTree(done("status", model, "--json"));
  }

  static void produce(String model, int count) throws IOException {
    StringBuilder csv = new StringBuilder("user,site,age,clicked\n");
    for (int i = 0; i < count; i++) {
      int site = random.nextInt(4);
      int clicked = random.nextInt(4) <= site ? 1 : 0;
      csv.append("u" + random.nextInt(50) + ",s" + site + "," + random.nextInt(90) + "," + clicked)
          .append('\n');
    }
    Path data = Files.writeString(directory.resolve(model + ".csv"), csv);
    // Without an address it goes where the cluster's jobs read.
    CommandRun run =
        cluster.run("produce", "--topic=" + model + ".examples", "--key=user", "--data=" + data);
    assertThat(run.code()).as(run.err()).isZero();
  }

  static void awaitExamples(String model, int examples) {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(status(model).path("examples").asInt()).isEqualTo(examples));
  }

  /** A serving host: a store, and the mirror that follows the model. */
  record Host(ModelStore store, ModelMirror mirror) implements AutoCloseable {
    static Host of(String model, String name) throws IOException {
      Pipeline pipeline =
          PipelineFile.read(directory.resolve(model + ".yaml"))
              .pipeline(Map.of("KAFKA", cluster.kafka()));
      ModelStore store = StoreFiles.create(directory.resolve(name + ".store"), pipeline);
      ModelMirror mirror = new ModelMirror(pipeline.model(), store, pipeline.kafka().toMap());
      mirror.start();
      return new Host(store, mirror);
    }

    String checksumAt(int examples) {
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertThat(mirror.status().awaiting()).isZero();
                for (int block = 0; block < store.layout().blocks(); block++) {
                  assertThat(store.header(block).map(BlockHeader::examples))
                      .hasValue((long) examples);
                }
              });
      return store.checksum();
    }

    long generation() {
      return store.header(0).orElseThrow().generation();
    }

    @Override
    public void close() {
      mirror.close();
      store.close();
    }
  }

  /** Runs the command of a serving host until its store holds so many examples. */
  static void assertMirrored(String model, int examples) throws Exception {
    Path file = directory.resolve(model + "-mirrored.store");
    Pipeline described =
        PipelineFile.read(directory.resolve(model + ".yaml"))
            .pipeline(Map.of("KAFKA", cluster.kafka()));
    Pipeline pipeline = described.withExport(described.export().withStore(file));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = CommandRun.print(out);
    MirrorCommand command =
        new MirrorCommand(
            new Console(
                InputStream.nullInputStream(), print, print, false, Map.of(), Waiting.system()));
    StopSignal stop = new StopSignal();
    CompletableFuture<Void> mirror =
        CompletableFuture.runAsync(() -> command.mirror(pipeline, stop));
    Awaitility.await().until(() -> Files.exists(file) || mirror.isDone());
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (ModelStore store = ChronicleModelStore.openReadOnly(file)) {
                assertThat(store.examples()).isEqualTo(examples);
              }
            });
    stop.request();
    mirror.get();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("mirroring " + model + " to " + file + ", Ctrl-C stops");
  }

  /** Removes what a topic holds now, as retention does. */
  static void deleteRecords(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", cluster.kafka()))) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (var partition :
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
        ends.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
      }
      Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
      admin
          .listOffsets(ends)
          .all()
          .get()
          .forEach(
              (partition, end) ->
                  deleted.put(partition, RecordsToDelete.beforeOffset(end.offset())));
      admin.deleteRecords(deleted).all().get();
    }
  }
}
