package io.tributary.merge;

/**
 * What goes wrong in a simulated run.
 *
 * @param crashes how often the job crashes at most; not every crash comes before the end
 * @param rescales whether it comes back with another number of replicas
 * @param zombies whether a failed incarnation may go on for a while beside the next one
 * @param skewed whether the clocks of incarnations differ, by far more than the time between them
 * @param noise how many records at most somebody else writes to the updates topic, or has replaced
 * @param mutation what the protocol does wrong
 */
record Faults(
    int crashes, boolean rescales, boolean zombies, boolean skewed, int noise, Mutation mutation) {
  static final Faults NONE = new Faults(0, false, false, false, 0, Mutation.NONE);

  /** Crashes, from which the same replicas come back. */
  static Faults crashes(int most) {
    return new Faults(most, false, false, false, 0, Mutation.NONE);
  }

  Faults rescaling() {
    return new Faults(crashes, true, zombies, skewed, noise, mutation);
  }

  Faults with(boolean isZombies, boolean isSkewed) {
    return new Faults(crashes, rescales, isZombies, isSkewed, noise, mutation);
  }

  Faults noisy(int most) {
    return new Faults(crashes, rescales, zombies, skewed, most, mutation);
  }

  Faults mutated(Mutation other) {
    return new Faults(crashes, rescales, zombies, skewed, noise, other);
  }
}
