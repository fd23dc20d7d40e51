package io.tributary.bench;

import org.jspecify.annotations.Nullable;

/**
 * What a child process answers.
 *
 * @param failure why there is no answer, or null
 * @param cost what the run cost, or null when there is no answer
 * @param figures what a pipeline did, or null when it was none
 * @param recovery how a job went on from a savepoint, or null when none did
 */
record ChildAnswer(
    @Nullable String failure,
    @Nullable Cost cost,
    @Nullable PipelineFigures figures,
    @Nullable RecoveryFigures recovery) {
  static ChildAnswer of(Cost cost) {
    return new ChildAnswer(null, cost, null, null);
  }

  static ChildAnswer failed(Throwable failure) {
    StringBuilder causes = new StringBuilder();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      causes
          .append(causes.isEmpty() ? "" : ": ")
          .append(at.getMessage() == null ? at : at.getMessage());
    }
    return new ChildAnswer(causes.toString(), null, null, null);
  }
}
