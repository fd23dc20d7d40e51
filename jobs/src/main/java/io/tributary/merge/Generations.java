package io.tributary.merge;

import io.tributary.model.GenerationClock;

/**
 * How incarnations are numbered: by time, so that a later one is higher, with random low bits, so
 * that no two are the same, not even when they begin from one checkpoint in one millisecond, or
 * when the checkpoint's generation is ahead of their clocks.
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
