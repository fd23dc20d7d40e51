package io.tributary.chaos;

import java.util.List;

/**
 * What a campaign has found.
 *
 * @param faults one result for each fault, in order
 * @param checks what was compared at the end
 * @param examples examples produced in all
 * @param seconds how long it took
 */
public record ChaosReport(
    List<FaultResult> faults, List<Check> checks, long examples, double seconds) {
  /** Returns true when nothing was lost or repeated, and all comparisons hold. */
  public boolean isPassed() {
    return lost() == 0 && repeated() == 0 && checks.stream().allMatch(Check::isPassed);
  }

  /** Returns the examples that were missing after some fault. */
  public long lost() {
    return faults.stream().mapToLong(FaultResult::lost).sum();
  }

  /** Returns the examples that were too many after some fault. */
  public long repeated() {
    return faults.stream().mapToLong(FaultResult::repeated).sum();
  }

  /** Returns the median recovery of a kind of fault in seconds, or NaN when there was none. */
  public double medianRecovery(Fault fault) {
    double[] sorted =
        faults.stream()
            .filter(result -> result.fault() == fault)
            .mapToDouble(FaultResult::recoverySeconds)
            .sorted()
            .toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
