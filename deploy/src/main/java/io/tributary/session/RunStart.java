package io.tributary.session;

import io.tributary.config.InputConfig;
import io.tributary.config.Pipeline;
import io.tributary.failure.UsageException;
import io.tributary.operations.KeptCheckpoints;
import io.tributary.operations.KeptCheckpoints.Kept;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a run begins.
 *
 * @param restoreFrom checkpoint or savepoint to go on from
 * @param goesOn true when it learns again what the served model has, which then need not go back
 * @param fact what a person should know of it
 */
record RunStart(Optional<String> restoreFrom, boolean goesOn, Optional<String> fact) {
  /** Older ones that stay until this run has some of its own. */
  private static final int KEPT = 2;

  /**
   * Decides where to begin, and forgets what is not to be gone on from.
   *
   * @param source the input as it is now
   * @param from savepoint that was asked for
   * @param fresh true to begin anew
   * @throws UsageException when what is kept is of another input, and nobody said what to do
   */
  static RunStart of(
      Pipeline pipeline,
      KeptCheckpoints kept,
      String source,
      Optional<String> from,
      boolean fresh) {
    Optional<Kept> newest = kept.newest();
    Optional<String> before = kept.source();
    boolean isSame = before.isEmpty() || before.get().equals(source);
    if (newest.isPresent() && !isSame && !fresh && from.isEmpty()) {
      throw new UsageException(
          "kept checkpoints are of another input: directory="
              + kept.directory()
              + " kept=["
              + before.orElse("")
              + "] now=["
              + source
              + "]; --fresh begins anew, --checkpoints DIR keeps others elsewhere");
    }
    if (fresh || !isSame) {
      kept.forget();
    } else {
      kept.prune(KEPT);
    }
    kept.setSource(source);
    if (from.isPresent() || fresh) {
      return new RunStart(from, false, Optional.empty());
    }
    if (newest.isEmpty() || !isSame) {
      // Killed before its first checkpoint, a run leaves a model that the same records lead to.
      boolean again = before.isPresent() && isSame && readsAllAgain(pipeline);
      return new RunStart(Optional.empty(), again, Optional.empty());
    }
    Kept latest = newest.get();
    return new RunStart(
        Optional.of(latest.path().toUri().toString()),
        true,
        Optional.of(
            "goes on from the newest kept checkpoint, --fresh would begin anew: path="
                + latest.path()
                + " completed="
                + Instant.ofEpochMilli(latest.millis())));
  }

  private static boolean readsAllAgain(Pipeline pipeline) {
    return !pipeline.input().bounded()
        && pipeline.input().start() == InputConfig.Start.EARLIEST
        && !pipeline.training().checkpointInterval().isZero();
  }
}
