package io.tributary.model;

/**
 * The running digest of a block: what stands for all updates that led to a version, in order.
 * Whoever has installed the same updates has the same digest, and a version's follows from that of
 * the version before and the update's own checksum.
 */
public final class BlockDigest {
  /** The digest of version 0, to which no update has led. */
  public static final long START = 0;

  private static final long FACTOR = 0xC2B2AE3D27D4EB4FL;

  /** Also an update of nothing to nothing is one more. */
  private static final long ONE_MORE = 0x9E3779B97F4A7C15L;

  private BlockDigest() {}

  /**
   * Returns the digest of a version.
   *
   * @param digest that of the version before
   * @param checksum that of the update which leads from there
   */
  public static long next(long digest, long checksum) {
    return spread(Long.rotateLeft(digest, 29) * FACTOR + checksum + ONE_MORE);
  }

  /** Returns a number in which each bit depends on each of another one, one to one. */
  static long spread(long number) {
    long spread = (number ^ (number >>> 33)) * 0xFF51AFD7ED558CCDL;
    spread = (spread ^ (spread >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return spread ^ (spread >>> 33);
  }
}
