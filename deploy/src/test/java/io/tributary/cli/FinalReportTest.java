package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.RejectReason;
import io.tributary.learner.Metric;
import io.tributary.learner.MetricsKind;
import io.tributary.operations.InputReport;
import io.tributary.session.TrainingReport;
import io.tributary.session.TrainingReport.Metrics;
import io.tributary.training.RejectedSample;
import io.tributary.training.Rejection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FinalReportTest {
  private static final Path STORE = Path.of("flights.store");

  private static FinalReport report(Metrics metrics, double seconds) {
    InputReport input =
        new InputReport(
            7,
            List.of(
                new Rejection(
                    RejectReason.LABEL_MISSING,
                    7,
                    RejectedSample.of("line=12", "label is missing: field=delay", bytes("{\n}")))),
            List.of(),
            List.of());
    return new FinalReport(
        new TrainingReport(
            508_239,
            508_239,
            input,
            metrics,
            2,
            Double.NaN,
            seconds,
            120,
            480,
            3971,
            "0af1",
            STORE));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void tellsProgramsAllThereIs() {
    Metrics metrics =
        new Metrics(
            MetricsKind.BINARY,
            Map.of(
                Metric.LOG_LOSS, 0.5,
                Metric.AUC, 0.75,
                Metric.RMSE, 0.125,
                Metric.ACCURACY, 0.8125,
                Metric.CALIBRATION, 1.5),
            0.25);
    assertThat(report(metrics, 10).json())
        .hasToString(
            """
            {"final":true,"examples":508239,"merged":508239,"rejected":7,\
            "rejectReasons":[{"reason":"label-missing","count":7,"example":{"where":"line=12",\
            "detail":"label is missing: field=delay","value":"{\\\\n}"}}],"logLoss":0.5,\
            "hinge":null,"pinball":null,"deviance":null,"auc":0.75,"accuracy":0.8125,\
            "lastClassAccuracy":null,"macroF1":null,"rmse":0.125,"mae":null,"calibration":1.5,\
            "windowLogLoss":0.25,"replicas":2,"seconds":10.0,"examplesPerSecond":50823.9,\
            "freshnessMsP50":120.0,"freshnessMsP99":480.0,"modelVersion":3971,\
            "checksum":"0af1","store":"flights.store"}""");
  }

  @Test
  void unknownFiguresAreNull() {
    Metrics metrics =
        new Metrics(MetricsKind.REAL, Map.of(Metric.RMSE, 2.0, Metric.MAE, 1.0), Double.NaN);
    assertThat(report(metrics, 0).json().toString())
        .contains("\"logLoss\":null", "\"auc\":null", "\"rmse\":2.0")
        .contains("\"examplesPerSecond\":null", "\"mae\":1.0");
  }

  @Test
  void tableIsAlignedAndLeavesOutTheUnknown() {
    Metrics metrics =
        new Metrics(MetricsKind.REAL, Map.of(Metric.RMSE, 2.0, Metric.MAE, 1.0), Double.NaN);
    assertThat(report(metrics, 10).table())
        .containsExactly(
            "  examples           508,239",
            "  merged             508,239",
            "  rejected           7",
            "    label-missing    7  first line=12: label is missing: field=delay record={\\n}",
            "  rmse               2.00000",
            "  mae                1.00000",
            "  replicas           2",
            "  seconds            10.0",
            "  examples/s         50,824",
            "  sent to servable   median 120 ms, p99 480 ms",
            "  model version      3,971",
            "  model checksum     0af1",
            "  store              flights.store");
    Metrics binary =
        new Metrics(
            MetricsKind.BINARY,
            Map.of(Metric.LOG_LOSS, .5, Metric.RMSE, .1, Metric.CALIBRATION, 1.5),
            .25);
    assertThat(report(binary, 10).table())
        .contains("  log-loss           0.50000", "  calibration        1.50000")
        .noneMatch(row -> row.contains("rmse"));
    Metrics classes =
        new Metrics(
            MetricsKind.CLASSES,
            Map.of(
                Metric.LOG_LOSS, .5,
                Metric.ACCURACY, .75,
                Metric.LAST_CLASS_ACCURACY, .625,
                Metric.MACRO_F1, .7),
            .25);
    assertThat(report(classes, 10).table())
        .containsSubsequence(
            "  log-loss           0.50000",
            "  log-loss, lately   0.25000",
            "  accuracy           0.75000",
            "  last-class         0.62500",
            "  macro F1           0.70000");
  }
}
