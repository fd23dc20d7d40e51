package io.tributary.merge;

import io.tributary.model.GenerationClock;

/**
 * How incarnations are numbered. A generation is the time, so a later incarnation has a higher one.
 * Its low bits are random, so no two incarnations have the same, even if they begin from one
 * checkpoint in one millisecond, or from a checkpoint whose generation is ahead of their clocks.
 */
final class Generations {
  private static final int RANDOM_BITS = GenerationClock.RANDOM_BITS;

  private Generations() {}

  /** Returns a generation of now, above one that is known. */
  static long next(long timeMillis, long known, long session) {
    return Math.max(timeMillis << RANDOM_BITS, known + 1) + random(session);
  }

  /** Returns a generation above one that is known. */
  static long above(long known, long session) {
    return known + 1 + random(session);
  }

  private static long random(long session) {
    return session & ((1L << RANDOM_BITS) - 1);
  }
}
