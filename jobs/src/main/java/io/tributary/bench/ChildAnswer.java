package io.tributary.bench;

import org.jspecify.annotations.Nullable;

/**
 * What a child process answers.
 *
 * @param failure why there is no answer, or null
 * @param cost what the run cost, or null when there is no answer
 * @param figures what a pipeline did, or null when it was none
 */
record ChildAnswer(
    @Nullable String failure, @Nullable Cost cost, @Nullable PipelineFigures figures) {
  static ChildAnswer failed(Throwable failure) {
    StringBuilder causes = new StringBuilder();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      causes
          .append(causes.isEmpty() ? "" : ": ")
          .append(at.getMessage() == null ? at : at.getMessage());
    }
    return new ChildAnswer(causes.toString(), null, null);
  }
}
