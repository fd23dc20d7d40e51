package io.tributary.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.learner.Metric;
import io.tributary.learner.MetricsKind;
import io.tributary.operations.InputReport;
import io.tributary.session.TrainingReport;
import io.tributary.waiting.Waiting;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;

/** Runs in a real MLflow server, which is asked with MLflow's own client. */
final class MlflowIT {
  private static final int POINTS = 90;

  @TempDir private Path directory;

  private final List<String> notes = new CopyOnWriteArrayList<>();

  private PipelineFile file(MlflowServer server) {
    return PipelineFile.of(
        """
        name: delays
        features: [origin]
        label: {field: late}
        input: {topic: flights}
        kafka: {sasl.jaas.config: very-secret}
        tracking:
          mlflow: {uri: '%s', experiment: flights of mine}
          interval: 0
          spool: '%s'
        """
            .formatted(server.uri(), directory.resolve("spool")));
  }

  private RunTracking start(PipelineFile file) {
    Pipeline pipeline = file.pipeline(Map.of());
    return RunTracking.start(
        file.tracking(Map.of()),
        pipeline,
        file,
        "run",
        Waiting.system(),
        InstantSource.system(),
        notes::add);
  }

  private static void points(RunTracking tracking, int from, int to) {
    for (int point = from; point <= to; point++) {
      tracking.progress(
          JsonNodeFactory.instance
              .objectNode()
              .put("examples", point * 100L)
              .put("logLoss", 1.0 / point)
              .putNull("auc")
              .put("final", false));
    }
  }

  private static List<Long> steps(MlflowClient client, String run) {
    return client.getMetricHistory(run, "logLoss").stream()
        .map(Service.Metric::getStep)
        .sorted()
        .toList();
  }

  private static Service.RunInfo only(MlflowClient client) {
    String experiment =
        client.getExperimentByName("flights of mine").orElseThrow().getExperimentId();
    List<Service.Run> runs =
        client.searchRuns(List.of(experiment), "", Service.ViewType.ACTIVE_ONLY, 10).getItems();
    assertThat(runs).hasSize(1);
    return runs.get(0).getInfo();
  }

  @Test
  void aServerThatIsKilledMissesNothing() throws Exception {
    try (MlflowServer server = MlflowServer.start(directory);
        MlflowClient client = new MlflowClient(server.uri().toString())) {
      PipelineFile file = file(server);
      try (RunTracking tracking = start(file)) {
        points(tracking, 1, 30);
        Awaitility.await()
            .ignoreExceptions()
            .until(() -> steps(client, only(client).getRunId()).size() == 30);
        server.kill();
        points(tracking, 31, 60);
        Awaitility.await().until(() -> notes.stream().anyMatch(n -> n.contains("not answer")));
        server.restart();
        points(tracking, 61, POINTS);
        Awaitility.await().until(() -> notes.stream().anyMatch(n -> n.contains("answers again")));
        tracking.ended(report());
        tracking.finish();
      }
      Service.RunInfo info = only(client);
      Service.Run run = client.getRun(info.getRunId());
      assertThat(info.getStatus()).isEqualTo(Service.RunStatus.FINISHED);
      assertThat(steps(client, info.getRunId()))
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, POINTS + 1).map(point -> point * 100).boxed().toList());
      assertThat(run.getData().getParamsList())
          .anyMatch(p -> p.getKey().equals("model.loss") && p.getValue().equals("logistic"))
          .noneMatch(p -> p.getValue().contains("very-secret"));
      assertThat(client.sendGet("artifacts/list?run_id=" + info.getRunId()))
          .contains("pipeline.yaml", "model");
      List<ModelVersion> versions = client.searchModelVersions("name='delays'").getItems();
      assertThat(versions).hasSize(1);
      assertThat(versions.get(0).getRunId()).isEqualTo(info.getRunId());
      assertThat(notes).noneMatch(note -> note.contains("very-secret"));
      assertThat(directory.resolve("spool").resolve("delays").toFile().listFiles())
          .allSatisfy(tracker -> assertThat(tracker).isEmptyDirectory());
    }
  }

  private TrainingReport report() {
    return new TrainingReport(
        (POINTS + 1) * 100L,
        (POINTS + 1) * 100L,
        new InputReport(0, List.of(), List.of(), List.of()),
        new TrainingReport.Metrics(MetricsKind.BINARY, Map.of(Metric.LOG_LOSS, 0.25), 0.2),
        1,
        Double.NaN,
        1,
        Double.NaN,
        Double.NaN,
        7,
        "abcd",
        directory.resolve("delays.store"),
        null);
  }
}
