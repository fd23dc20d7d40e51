package io.tributary.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CalibrationTest {
  @TempDir private Path directory;

  private static CurvesFile curves(double factor) throws IOException {
    return CurvesFile.of(new ObjectMapper().readTree(SyntheticCurves.json(factor)), "synthetic");
  }

  @Test
  void aRecoveryIsATimeAndNothingElse() throws IOException {
    CurvesFile curves = CurvesFile.of(new ObjectMapper().readTree(recovery(5.5)), "recovery");
    Measurement point = curves.measurements().get(0);
    assertThat(point.values()).containsExactly(Map.entry(Quantity.RECOVERY_SECONDS, 5.5));
    assertThat(point.workload().bits()).isEqualTo(18);
    assertThat(point.workload().replicas()).isEqualTo(4);
  }

  @Test
  void ofSeveralRunsTheShortestRecoveryCounts() throws IOException {
    Path slow = Files.writeString(directory.resolve("slow.json"), recovery(9));
    Path fast = Files.writeString(directory.resolve("fast.json"), recovery(5));
    CurvesFile curves = CurvesFile.read(List.of(slow, fast));
    assertThat(curves.measurements()).hasSize(1);
    assertThat(curves.measurements().get(0).value(Quantity.RECOVERY_SECONDS)).hasValue(5);
    assertThat(curves.about()).containsEntry("runs", "2");
  }

  @Test
  void checkpointsAfterTheWarmUpTellHowLongOneTakes() throws IOException {
    assertThat(checkpointMillis("'durations': {'p50Millis': 90}, ")).isEqualTo(90);
    assertThat(checkpointMillis("")).isEqualTo(400);
  }

  @Test
  void ofSeveralRunsTheMiddleCheckpointCounts() throws IOException {
    List<Path> runs = new ArrayList<>();
    for (int millis : List.of(700, 90, 300, 200)) {
      String json = checkpoints("'durations': {'p50Millis': " + millis + "}, ");
      runs.add(Files.writeString(directory.resolve(millis + ".json"), json));
    }
    assertThat(checkpointMillis(CurvesFile.read(runs.subList(0, 3)))).isEqualTo(300);
    assertThat(checkpointMillis(CurvesFile.read(runs))).isEqualTo(250);
  }

  private static double checkpointMillis(String warm) throws IOException {
    return checkpointMillis(
        CurvesFile.of(new ObjectMapper().readTree(checkpoints(warm)), "checkpoints"));
  }

  private static double checkpointMillis(CurvesFile curves) {
    return curves.measurements().get(0).value(Quantity.CHECKPOINT_MILLIS).orElseThrow();
  }

  private static String checkpoints(String warm) {
    String json =
        "{'curves': {'bits': [{'x': '18', 'result': {"
            + "'run': {'data': {'fields': 39}}, 'cost': {'window': {'examplesPerSecond': 40000}}, "
            + "'figures': {'bits': 18, 'replicas': 1, "
            + warm
            + "'checkpoints': {'medianMillis': 400}}}}]}}";
    return json.replace('\'', '"');
  }

  private static String recovery(double seconds) {
    return """
    {"curves": {"recovery": [{"x": "18", "result": {
      "run": {"kind": "recovery", "data": {"fields": 39, "format": "json"}},
      "cost": {"window": {"examplesPerSecond": 40000, "cpuSecondsPerMillion": 43}},
      "figures": {"bits": 18, "replicas": 4, "examples": 1200000, "seconds": %s}}}]}}
    """
        .formatted(seconds);
  }

  @Test
  void solvesWhatHasAnExactSolution() {
    double[][] rows = {{1, 2e6}, {3, 1e6}, {2, 2e6}};
    for (double[] row : rows) {
      double sum = 2 * row[0] + 3e-6 * row[1];
      row[0] /= sum;
      row[1] /= sum;
    }
    double[] solution = LeastSquares.fitOnes(rows, 2);
    assertThat(solution[0]).isCloseTo(2, within(1e-6));
    assertThat(solution[1]).isCloseTo(3e-6, within(1e-12));
  }

  @Test
  void aCoefficientIsNeverNegative() {
    // Exactly it would be 2 and -1.
    double[][] rows = {{1, 1}, {1, .5}, {.75, .5}};
    double[] solution = LeastSquares.fitOnes(rows, 2);
    assertThat(solution[0]).isPositive();
    assertThat(solution[1]).isGreaterThanOrEqualTo(0);
    double[] without = LeastSquares.fitOnes(new double[][] {{1, 1}, {2, 3}}, 2);
    assertThat(without[1]).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Quantity.class,
      names = {"CPU", "UPDATE_BYTES", "CHECKPOINT_BYTES", "CHECKPOINT_MILLIS"})
  void findsTheCoefficientsThatMadeTheCurves(Quantity quantity) throws IOException {
    CostModel model = Calibration.fit(curves(1));
    Map<String, Double> found = model.coefficients().getOrDefault(quantity, Map.of());
    SyntheticCurves.TRUTH
        .getOrDefault(quantity, Map.of())
        .forEach(
            (name, value) ->
                assertThat(found.get(name)).as(name).isCloseTo(value, withPercentage(3)));
    for (Workload workload : SyntheticCurves.workloads()) {
      assertThat(model.predict(quantity, workload).orElseThrow())
          .isCloseTo(SyntheticCurves.truth(quantity, workload), withPercentage(.1));
    }
  }

  @Test
  void aQuantityThatNobodyMeasuredIsNotPredicted() throws IOException {
    CostModel model = Calibration.fit(curves(1));
    Workload any = SyntheticCurves.workloads().get(0);
    assertThat(model.predict(Quantity.RECOVERY_SECONDS, any)).isEmpty();
  }

  @Test
  void checksEachMeasuredFigure() throws IOException {
    CostModel model = Calibration.fit(curves(1));
    ModelCheck good = ModelCheck.of(model, curves(1));
    assertThat(good.rows()).hasSize(4 * SyntheticCurves.workloads().size());
    assertThat(good.passed()).isTrue();
    assertThat(ModelCheck.of(model, curves(1.3)).passed()).isTrue();
    assertThat(ModelCheck.of(model, curves(1.4)).passed()).isFalse();
    assertThat(ModelCheck.of(model, curves(.7)).passed()).isFalse();
  }

  @Test
  void aFileIsTheModel() throws IOException {
    CostModel model = Calibration.fit(curves(1));
    Path file = directory.resolve("cost-model.json");
    model.write(file);
    assertThat(CostModel.read(file)).isEqualTo(model);
    Files.writeString(file, "{");
    assertThatThrownBy(() -> CostModel.read(file))
        .isInstanceOf(PlanningException.class)
        .hasMessageContaining("file=" + file);
  }

  @Test
  void theShippedModelPredicts() {
    CostModel model = CostModel.shipped();
    for (Workload workload : SyntheticCurves.workloads()) {
      assertThat(model.predict(Quantity.CPU, workload).orElseThrow()).isPositive();
      assertThat(model.predict(Quantity.UPDATE_BYTES, workload).orElseThrow()).isPositive();
      assertThat(model.predict(Quantity.CHECKPOINT_BYTES, workload).orElseThrow()).isPositive();
    }
    assertThat(model.about()).containsKeys("cpu", "flink", "points");
  }

  @Test
  void curvesWithoutPointsAreAnError() {
    assertThatThrownBy(() -> CurvesFile.of(new ObjectMapper().readTree("{}"), "x.json"))
        .isInstanceOf(PlanningException.class)
        .hasMessageContaining("file=x.json");
  }
}
