package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.process.StopSignal;
import io.tributary.waiting.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A run whose replicas follow what waits. */
final class RunAutoIT {
  private static final int RECORDS = 100_000;
  private static final String PIPELINE =
      """
      name: clicks
      model: {bits: 10}
      features: [site]
      label: {field: clicked}
      key: user
      input: {topic: visits}
      training: {replicas: auto, reportInterval: 200ms, checkpointInterval: 1s}
      export: {store: '%s'}
      kafka: {bootstrap.servers: '%s', max.partition.fetch.bytes: 20000}
      """;

  @TempDir private Path directory;

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aBacklogRaisesTheReplicasAndEveryRecordCountsOnce() throws Exception {
    // A run has no more replicas than there are processors.
    assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      String address = kafka.bootstrapServers();
      kafka.createTopic("visits", 4);
      Path store = directory.resolve("clicks.store");
      Path file =
          Files.writeString(directory.resolve("clicks.yaml"), PIPELINE.formatted(store, address));
      StringBuilder csv = new StringBuilder("user,site,clicked\n");
      for (int i = 0; i < RECORDS; i++) {
        csv.append("u" + i % 50 + ",s" + i % 7 + "," + (i % 7 < 3 ? 1 : 0) + "\n");
      }
      Path data = Files.writeString(directory.resolve("data.csv"), csv);
      CommandRun sent = CommandRun.of("produce", file.toString(), "--data=" + data);
      assertThat(sent.code()).as(sent.err()).isZero();
      ReadLimit.set(address, 20_000.0);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      RunCommand command =
          new RunCommand(
              new Console(
                  InputStream.nullInputStream(),
                  CommandRun.print(out),
                  CommandRun.print(err),
                  false,
                  Map.of(),
                  Waiting.system()));
      new CommandLine(command).parseArgs(file.toString(), "--json");
      StopSignal stop = new StopSignal();
      CompletableFuture<Integer> run =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return command.run(stop);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      Awaitility.await()
          .until(() -> run.isDone() || text(err).contains("replicas=2 before=1: it falls behind"));
      assertThat(run.isDone()).as(() -> text(err) + run).isFalse();
      ReadLimit.set(address, null);
      Awaitility.await().until(() -> text(out).contains("\"merged\":" + RECORDS));
      stop.request();
      assertThat(run.get()).as(text(err)).isZero();
      assertThat(text(out).lines().reduce((one, next) -> next).orElseThrow())
          .contains("\"examples\":" + RECORDS, "\"replicas\":2");
    }
  }
}
