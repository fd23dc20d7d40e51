package io.tributary.session;

import io.tributary.operations.InputReport;
import java.nio.file.Path;

/**
 * How training ended. Figures that are not known are NaN.
 *
 * @param examples records learned as examples
 * @param merged examples that every block of the served model holds
 * @param input records that could not be used, and why
 * @param metrics progressive metrics of all examples
 * @param replicas number of replicas
 * @param updatedPerExample coordinates in merged updates per example, where they were counted
 * @param seconds how long training took, from the job being up to the last example being served
 * @param freshnessMsP50 median time from sending an example to serving what it taught
 * @param freshnessMsP99 99th percentile of the same
 * @param modelVersion oldest version of the served blocks
 * @param checksum digest of the served weights
 * @param store file of the model store
 */
public record TrainingReport(
    long examples,
    long merged,
    InputReport input,
    Metrics metrics,
    int replicas,
    double updatedPerExample,
    double seconds,
    double freshnessMsP50,
    double freshnessMsP99,
    long modelVersion,
    String checksum,
    Path store) {
  /** Progressive metrics: each example was predicted before it was learned. */
  public record Metrics(
      double logLoss,
      double windowLogLoss,
      double auc,
      double rmse,
      double mae,
      double accuracy,
      double calibration) {}

  /** Returns how fast it was. */
  public double examplesPerSecond() {
    return seconds > 0 ? examples / seconds : Double.NaN;
  }

  /** Returns the same report with what another one has found out about the input. */
  public TrainingReport withInput(InputReport other) {
    return new TrainingReport(
        examples,
        merged,
        other,
        metrics,
        replicas,
        updatedPerExample,
        seconds,
        freshnessMsP50,
        freshnessMsP99,
        modelVersion,
        checksum,
        store);
  }
}
