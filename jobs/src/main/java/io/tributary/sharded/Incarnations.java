package io.tributary.sharded;

import io.tributary.model.GenerationClock;

/**
 * How incarnations are numbered: by the time, with random low bits, so that a later incarnation has
 * a higher generation and no two have the same.
 */
final class Incarnations {
  private static final int RANDOM_BITS = GenerationClock.RANDOM_BITS;

  private Incarnations() {}

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
