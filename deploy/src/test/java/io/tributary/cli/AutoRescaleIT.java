package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replicas that come and go with what waits. */
final class AutoRescaleIT extends OperationsSupport {
  private static final int BACKLOG = 100_000;

  /** Limits what each client may read, so that a backlog lasts however fast the machine is. */
  private static void limit(@Nullable Double bytesPerSecond) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", cluster.kafka()))) {
      Map<String, @Nullable String> everyClient = new HashMap<>();
      everyClient.put(ClientQuotaEntity.CLIENT_ID, null);
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      new ClientQuotaEntity(everyClient),
                      List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond)))))
          .all()
          .get();
    }
  }

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

    limit(50_000.0);
    produce("auto", BACKLOG);
    assertThat(done("rescale", "auto", "--auto", "--once", "--look-seconds=0.2"))
        .startsWith("watching auto, 1 replica, ")
        .contains("rescaled auto from 1 to 2 replicas in ")
        .contains(" s, live: it falls behind: ");
    limit(null);
    awaitExamples("auto", BACKLOG + 100);
    assertThat(status("auto").path("replicas").asInt()).isEqualTo(2);
    assertThat(done("status", "auto")).contains("replicas   2 (auto)");
    done("cancel", "auto");
    assertMirrored("auto", BACKLOG + 100);
  }
}
