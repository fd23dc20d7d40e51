package io.tributary.sharded;

import io.tributary.model.GenerationClock;
import io.tributary.sharded.CombinerMessage.Outranked;
import java.util.function.LongSupplier;

/**
 * Looks whether another incarnation outranks this one. Generations come from clocks, and those of
 * two hosts differ; an incarnation that has failed may also start late. After a while this one is
 * opened again under a higher generation.
 */
final class Rivals {
  /** An incarnation that has failed should be gone by then. */
  static final long PATIENCE_MILLIS = 1000;

  private static final long NEVER = Long.MAX_VALUE;

  private final LongSupplier clock;
  private final ShardOutput out;
  private long highest = -1;
  private long wakesAt = NEVER;

  Rivals(LongSupplier clock, ShardOutput out) {
    this.clock = clock;
    this.out = out;
  }

  /** Takes note of another incarnation's generation. */
  void note(long generation) {
    if (GenerationClock.isPlausible(generation, clock.getAsLong())) {
      highest = Math.max(highest, generation);
    }
  }

  /** Returns true when the generation that the block is opened with is not the highest. */
  boolean isOutranked(long opened) {
    return highest >= opened;
  }

  /** Asks to be woken when there is something to do. */
  void look(long opened) {
    if (opened >= 0 && isOutranked(opened) && wakesAt == NEVER) {
      wakesAt = clock.getAsLong() + PATIENCE_MILLIS;
      out.wakeAt(wakesAt);
    }
  }

  /** Does it. */
  void onTimer(long opened) {
    if (clock.getAsLong() < wakesAt) {
      return;
    }
    wakesAt = NEVER;
    if (isOutranked(opened)) {
      out.toCombiner(new Outranked(0, highest));
    }
    look(opened);
  }
}
