package io.tributary.training;

import io.tributary.learner.ModelLearner;
import io.tributary.merge.ReplicaStats;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then at how many of the coordinates in use an example touches. That takes a walk
 * through the model, so it is done each time as many examples have been learned as before.
 */
final class TouchedLook {
  private static final long FIRST = 1_000;

  private final ModelLearner learner;
  private long next = FIRST;

  TouchedLook(ModelLearner learner) {
    this.learner = learner;
  }

  /** Returns what is new, or null when it is not time to look again. */
  InputNote.@Nullable Touched look(ReplicaStats stats) {
    if (stats.examplesSinceStart() < next) {
      return null;
    }
    next = 2 * stats.examplesSinceStart();
    int coordinates = learner.coordinatesInUse(InputNote.Touched.MOST_COORDINATES);
    return new InputNote.Touched(stats.activePerExample(), coordinates);
  }
}
