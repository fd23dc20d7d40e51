package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tributary.operations.JobHealth;
import io.tributary.operations.JobHealth.Checkpoint;
import io.tributary.operations.ModelJob;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JobStatusTest {
  private static final ModelJob JOB = new ModelJob("a1", "flights", "RUNNING", 1_000, 192_000);

  @Test
  void showsAllThatIsKnown() throws IOException {
    JsonNode progress =
        new ObjectMapper()
            .readTree(
                """
                {"examples": 1234567, "rejected": 2, "rejectReasons": [{"reason": "not-json",
                 "count": 2, "example": {"where": "topic=flights partition=1 offset=7",
                 "detail": "record is not json: byte=3", "value": "oops"}}],
                 "missingFields": ["orign"], "recordFields": ["delay", "origin"], "logLoss": 0.42311, "windowLogLoss": 0.41,
                 "rmse": 0.3, "auc": null, "skippedUpdates": 3,
                 "ledger": {"version": 1234, "compared": 256, "uncompared": 0,
                 "agreedVersion": 1232, "agreedDigest": "00000000000000ff", "disagree": false}}
                """);
    Checkpoint checkpoint = new Checkpoint(12, "file:/a/chk-12", 189_000, 3_140_000, 87);
    JobStatus status =
        new JobStatus(
            new JobHealth(JOB, 4, true, 1, Optional.of(checkpoint), 2), progress, 193_000);
    assertThat(status.lines())
        .containsExactly(
            "flights  RUNNING",
            "  job        a1",
            "  replicas   4 (auto)",
            "  up         3m 12s",
            "  restarts   1",
            "  checkpoint 12, 4s old, 3.1 MB, took 87 ms",
            "  failed     2 checkpoints",
            "  examples   1,234,567",
            "  rejected   2",
            "    not-json 2  first topic=flights partition=1 offset=7: record is not json: byte=3"
                + " record=oops",
            "  warning: needed fields are in none of the first 1,000 records: missing=[orign]"
                + " nearest=[origin] there=[delay, origin]",
            "  skipped    3 records of the updates topic that can't be read or can't be true",
            "  ledger     version 1,234, all agree at 1,232 (00000000000000ff); 256 copies of blocks"
                + " compared with the masters on restore, all agree",
            "  log-loss   0.4231 (lately 0.4100)");
    assertThat(status.json().toString())
        .isEqualTo(
            "{\"model\":\"flights\",\"job\":\"a1\",\"state\":\"RUNNING\",\"replicas\":4,\"autoReplicas\":true,"
                + "\"seconds\":192.0,\"restarts\":1,\"failedCheckpoints\":2,\"checkpoint\":{"
                + "\"id\":12,\"ageSeconds\":4.0,\"bytes\":3140000,\"millis\":87,"
                + "\"path\":\"file:/a/chk-12\"},\"examples\":1234567,\"rejected\":2,"
                + "\"logLoss\":0.42311,\"hinge\":null,\"pinball\":null,\"deviance\":null,"
                + "\"auc\":null,\"accuracy\":null,\"lastClassAccuracy\":null,\"macroF1\":null,"
                + "\"rmse\":0.3,\"mae\":null,\"calibration\":null,"
                + "\"windowLogLoss\":0.41,\"windowHinge\":null,\"windowPinball\":null,"
                + "\"windowDeviance\":null,\"windowAuc\":null,\"windowAccuracy\":null,"
                + "\"windowRmse\":null,\"rejectReasons\":[{\"reason\":\"not-json\",\"count\":2,"
                + "\"example\":{\"where\":\"topic=flights partition=1 offset=7\",\"detail\":"
                + "\"record is not json: byte=3\",\"value\":\"oops\"}}],\"missingFields\":[\"orign\"],"
                + "\"recordFields\":[\"delay\",\"origin\"],\"warnings\":[],\"skippedUpdates\":3,\"ledger\":{"
                + "\"version\":1234,\"compared\":256,\"uncompared\":0,\"agreedVersion\":1232,"
                + "\"agreedDigest\":\"00000000000000ff\",\"disagree\":false}}");
  }

  @Test
  void showsTheMetricOfItsLoss() throws IOException {
    assertThat(lastLine("{\"rmse\": 2, \"mae\": 1, \"windowRmse\": 3}"))
        .isEqualTo("  rmse       2.0000 (lately 3.0000)");
    assertThat(lastLine("{\"rmse\": 2, \"mae\": 1, \"pinball\": 0.5, \"windowPinball\": 0.25}"))
        .isEqualTo("  pinball    0.5000 (lately 0.2500)");
    assertThat(lastLine("{\"logLoss\": 2, \"macroF1\": 1, \"accuracy\": 0.5}"))
        .isEqualTo("  log-loss   2.0000 (lately -)");
    assertThat(lastLine("{\"rmse\": 2, \"deviance\": 1.5}"))
        .isEqualTo("  deviance   1.5000 (lately -)");
    assertThat(lastLine("{\"hinge\": 2, \"accuracy\": 0.5}"))
        .isEqualTo("  hinge      2.0000 (lately -)");
  }

  private static String lastLine(String progress) throws IOException {
    JobHealth health = new JobHealth(JOB, 1, false, -1, Optional.empty(), 0);
    List<String> lines =
        new JobStatus(health, new ObjectMapper().readTree(progress), 193_000).lines();
    return lines.get(lines.size() - 1);
  }

  @Test
  void ledgersTellWhatIsNotKnownAndWhatDiffers() throws IOException {
    assertThat(ledger("{\"version\": 0, \"compared\": 0, \"uncompared\": 0, \"disagree\": false}"))
        .contains("version 0; nothing restored yet");
    assertThat(
            ledger("{\"version\": 9, \"compared\": 7, \"uncompared\": 1, \"agreedVersion\": null}"))
        .contains(
            "version 9; 7 copies of blocks compared with the masters on restore, all agree, 1 too"
                + " old to compare");
    assertThat(
            ledger(
                "{\"version\": 9, \"disagree\": true, \"disagreeVersion\": 8,"
                    + " \"digests\": {\"0\": \"0a\", \"1\": \"0b\"}}"))
        .contains(
            "REPLICAS DISAGREE at version 8 {\"0\":\"0a\",\"1\":\"0b\"}; nothing restored yet");
  }

  private static Optional<String> ledger(String json) throws IOException {
    return new LedgerReport(new ObjectMapper().readTree(json)).text();
  }

  @Test
  void showsWhatIsKnownWithoutKafkaAndCheckpoints() {
    JobHealth health = new JobHealth(JOB, 1, false, -1, Optional.empty(), 0);
    JobStatus status = new JobStatus(health, MissingNode.getInstance(), 193_000);
    assertThat(status.lines())
        .containsExactly(
            "flights  RUNNING",
            "  job        a1",
            "  replicas   1",
            "  up         3m 12s",
            "  restarts   -",
            "  checkpoint none");
    assertThat(status.json().path("examples").isNull()).isTrue();
  }

  @Test
  void warnsOfMoreReplicasThanTheStreamIsWorth() throws IOException {
    String record =
        """
        {"examples": 60000, "examplesPerSecond": 400, "activePerExample": 9, "coordinates": 10,
         "final": %s}
        """;
    JobHealth health = new JobHealth(JOB, 4, false, 0, Optional.empty(), 0);
    JsonNode progress = new ObjectMapper().readTree(record.formatted(false));
    JobStatus status = new JobStatus(health, progress, 193_000);
    assertThat(status.lines())
        .contains(
            "  warning: the stream is slow: examples/s of a replica=100 least=1,000; replicas=4"
                + " remedy=fewer training.replicas, or see what they cost:"
                + " evaluate --replicas 1,2,4,8",
            "  warning: the stream is dense: an example touches 9.0 of 10 coordinates in use,"
                + " share=0.90 bound=0.3; replicas=4 remedy=fewer training.replicas, or see what"
                + " they cost: evaluate --replicas 1,2,4,8");
    assertThat(status.json().path("warnings")).hasSize(2);
    JsonNode over = new ObjectMapper().readTree(record.formatted(true));
    assertThat(new JobStatus(health, over, 193_000).json().path("warnings")).isEmpty();
    JobHealth auto = new JobHealth(JOB, 4, true, 0, Optional.empty(), 0);
    assertThat(new JobStatus(auto, progress, 193_000).json().path("warnings").toString())
        .contains("dense")
        .doesNotContain("slow");
    JobHealth alone = new JobHealth(JOB, 1, false, 0, Optional.empty(), 0);
    assertThat(new JobStatus(alone, progress, 193_000).json().path("warnings")).isEmpty();
  }

  @Test
  void timesAreShort() {
    assertThat(JobStatus.time(999)).isEqualTo("0s");
    assertThat(JobStatus.time(65_000)).isEqualTo("1m 05s");
    assertThat(JobStatus.time(7_380_000)).isEqualTo("2h 03m");
  }
}
