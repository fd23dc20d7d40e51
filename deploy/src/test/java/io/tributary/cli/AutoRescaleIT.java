package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Replicas that come and go with what waits. */
final class AutoRescaleIT extends OperationsSupport {
  private static final int BACKLOG = 100_000;

  @Test
  void aBacklogRaisesTheReplicasAndTheJobGoesOn() throws Exception {
    Path pipeline = write("auto");
    Files.writeString(
        pipeline,
        Files.readString(pipeline)
            .replace("replicas: 2", "replicas: auto")
            .replace("\"${KAFKA}\"", "\"${KAFKA}\", max.partition.fetch.bytes: 20000"));
    CommandRun submitted = cluster.run("submit", pipeline.toString(), "--jar=" + cluster.jar());
    assertThat(submitted.code()).as(submitted.err()).isZero();
    assertThat(submitted.out()).contains("training auto with 1 replica, job ");
    assertThat(submitted.err()).contains("tributary rescale auto --auto");
    produce("auto", 100);
    awaitExamples("auto", 100);
    assertThat(done("rescale", "auto", "--auto", "--once", "--look-seconds=0.2"))
        .contains("auto stays with 1 replica: one keeps up: 0 records behind");

    ReadLimit.set(cluster.kafka(), 50_000.0);
    produce("auto", BACKLOG);
    assertThat(done("rescale", "auto", "--auto", "--once", "--look-seconds=0.2"))
        .startsWith("watching auto, 1 replica, ")
        .contains("rescaled auto from 1 to 2 replicas in ")
        .contains(" s, live: it falls behind: ");
    ReadLimit.set(cluster.kafka(), null);
    awaitExamples("auto", BACKLOG + 100);
    assertThat(status("auto").path("replicas").asInt()).isEqualTo(2);
    assertThat(done("status", "auto")).contains("replicas   2 (auto)");
    done("cancel", "auto");
    assertMirrored("auto", BACKLOG + 100);
  }
}
