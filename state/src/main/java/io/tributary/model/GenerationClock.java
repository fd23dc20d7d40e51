package io.tributary.model;

/**
 * The time in a generation. Generations are numbered by the clock of the host that begins them, so
 * that one that is far ahead of all clocks can't be true; whoever followed it could never be given
 * a higher one.
 */
public final class GenerationClock {
  /** Low bits of a generation, below its time in ms: they are random. */
  public static final int RANDOM_BITS = 20;

  /** How far a generation may be ahead of the clock of who reads it. */
  public static final long MOST_AHEAD_MILLIS = 24L * 60 * 60 * 1000;

  private GenerationClock() {}

  /** Returns false when no incarnation can have this generation yet. */
  public static boolean isPlausible(long generation, long nowMillis) {
    return generation >= 0 && generation >>> RANDOM_BITS <= nowMillis + MOST_AHEAD_MILLIS;
  }
}
