package io.tributary.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.kafka.embedded.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process trains, another scores what the first has just learned. */
class ServeWhileTrainingIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RECORD = "{\"user\":\"u3\",\"ad\":\"a5\"}";
  private static final int BATCH = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path directory;

  private final Random random = new Random(7);

  @Test
  void scoresOfTheSameRecordChangeWhileAnotherProcessTrains() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary();
        KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
      kafka.createTopic("clicks", 2);
      Path pipeline = pipeline(kafka.bootstrapServers());
      Path output = directory.resolve("run.out");
      Process run =
          Distribution.command(directory, "run", pipeline.toString(), "--json")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        assertThat(distinctScores(producer, pipeline, run, output)).hasSizeGreaterThanOrEqualTo(5);
        Distribution.interrupt(run);
        assertEnded(run, output);
        assertThat(lastLine(output).get("final").asBoolean()).isTrue();
      } finally {
        run.destroyForcibly().waitFor();
      }
    }
  }

  private static void assertEnded(Process process, Path output) throws Exception {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }

  @Test
  void inTheBackgroundOfAScriptItSaysHowItStopsAndDoes() throws Exception {
    Path output = directory.resolve("run.out");
    Process run =
        Distribution.inBackground(
                directory, "run", pipeline("unused").toString(), "--kafka=embedded")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      await()
          .until(
              () -> {
                assertThat(run.isAlive()).as(Files.readString(output)).isTrue();
                return Files.readString(output).contains("training clicks, ");
              });
      assertThat(Files.readString(output))
          .contains("training clicks, kill " + run.pid() + " stops\n");
      Distribution.interrupt(run);
      Distribution.terminate(run);
      assertEnded(run, output);
      assertThat(Files.readString(output)).contains("stopping\n", "model version");
    } finally {
      run.destroyForcibly().waitFor();
    }
  }

  private Set<Double> distinctScores(
      KafkaProducer<byte[], byte[]> producer, Path pipeline, Process run, Path output)
      throws Exception {
    Path store = directory.resolve("clicks.store");
    await()
        .until(
            () -> {
              send(producer);
              assertThat(run.isAlive()).as(Files.readString(output)).isTrue();
              return Files.exists(store) && lineCount(output) > 0;
            });
    Set<Double> scores = new HashSet<>();
    Process score =
        Distribution.command(
                directory,
                "score",
                "--json",
                "--store",
                store.toString(),
                "--pipeline",
                pipeline.toString())
            .redirectError(directory.resolve("score.err").toFile())
            .start();
    try (Writer records = score.outputWriter(UTF_8);
        BufferedReader lines = score.inputReader(UTF_8)) {
      await()
          .until(
              () -> {
                send(producer);
                records.write(RECORD + "\n");
                records.flush();
                String line = lines.readLine();
                assertThat(line)
                    .as(() -> "score ended: " + read(directory.resolve("score.err")))
                    .isNotNull();
                scores.add(JSON.readTree(line).get("score").asDouble());
                return scores.size() >= 5;
              });
    } finally {
      score.destroyForcibly().waitFor();
    }
    return scores;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static long lineCount(Path output) throws IOException {
    try (var lines = Files.lines(output)) {
      return lines.count();
    }
  }

  private static JsonNode lastLine(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output);
    return JSON.readTree(lines.get(lines.size() - 1));
  }

  private void send(KafkaProducer<byte[], byte[]> producer) {
    for (int i = 0; i < BATCH; i++) {
      int user = random.nextInt(10);
      int ad = random.nextInt(10);
      int click = random.nextDouble() < (user + ad) / 20.0 ? 1 : 0;
      String json = "{\"user\":\"u" + user + "\",\"ad\":\"a" + ad + "\",\"click\":" + click + "}";
      var unused =
          producer.send(
              new ProducerRecord<>("clicks", ("u" + user).getBytes(UTF_8), json.getBytes(UTF_8)));
    }
    producer.flush();
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private Path pipeline(String bootstrapServers) throws IOException {
    return Files.writeString(
        directory.resolve("clicks.yaml"),
        """
        name: clicks
        model: {loss: logistic, bits: 16}
        features: [user, ad, {cross: [user, ad]}]
        label: {field: click}
        key: user
        input: {topic: clicks}
        training: {replicas: 2, reportInterval: 200ms}
        export: {store: %s}
        kafka: {bootstrap.servers: "%s"}
        """
            .formatted(directory.resolve("clicks.store"), bootstrapServers));
  }
}
