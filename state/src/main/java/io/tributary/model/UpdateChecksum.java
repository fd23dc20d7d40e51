package io.tributary.model;

import io.tributary.example.Example;
import io.tributary.model.BlockMessage.Update;

/**
 * A checksum of all that an update says, but not of its generation: a block that is opened again
 * repeats its last updates. A change of a single number always changes it; several may make up for
 * each other by chance, once in 2^64, and by intent: it does not keep forgers out.
 *
 * <p>Four sums go side by side, so that the processor need not wait for one multiplication before
 * it begins the next, and two numbers go into each step. The steps are those of the hash XXH64.
 */
public final class UpdateChecksum {
  private static final long FACTOR = 0x9E3779B185EBCA87L;
  private static final long OWN_FACTOR = 0xC2B2AE3D27D4EB4FL;
  private static final int TURN = 31;
  private static final long LOW = 0xFFFF_FFFFL;

  private UpdateChecksum() {}

  /** Returns the checksum of an update whose parts are these. */
  public static long of(
      int block,
      long version,
      int replica,
      long round,
      boolean ended,
      MergeProgress progress,
      SparseValues values) {
    long sum = step(FACTOR, block);
    sum = step(sum, version);
    sum = step(sum, replica);
    sum = step(sum, round);
    sum = step(sum, ended ? 1 : 0);
    sum = step(sum, progress.examples());
    sum = step(sum, progress.newestEventTime());
    sum = step(sum, progress.roundExamples());
    sum = step(sum, progress.oldestSentTime());
    if (progress.alignedTime() != Example.NO_TIME) { // Updates of version 1 have none.
      sum = step(sum, progress.alignedTime());
    }
    sum = step(sum, values.size());
    sum = offsets(sum, values.offsets());
    sum = lanes(sum, values.lanes());
    if (values.isKeyed()) {
      sum = keys(sum, values.keys());
      sum = keys(sum, values.removed());
    }
    return BlockDigest.spread(sum);
  }

  /** Returns true when an update says what its checksum was made of. */
  public static boolean fits(Update update) {
    return update.checksum()
        == of(
            update.block(),
            update.version(),
            update.replica(),
            update.round(),
            update.ended(),
            update.progress(),
            update.values());
  }

  private static long offsets(long start, int[] offsets) {
    long a = start;
    long b = FACTOR;
    long c = FACTOR;
    long d = FACTOR;
    int i = 0;
    for (; i <= offsets.length - 8; i += 8) {
      a = step(a, pair(offsets[i], offsets[i + 1]));
      b = step(b, pair(offsets[i + 2], offsets[i + 3]));
      c = step(c, pair(offsets[i + 4], offsets[i + 5]));
      d = step(d, pair(offsets[i + 6], offsets[i + 7]));
    }
    for (; i < offsets.length; i++) {
      a = step(a, offsets[i]);
    }
    return join(a, b, c, d);
  }

  private static long keys(long start, long[] keys) {
    long sum = step(start, keys.length);
    for (long key : keys) {
      sum = step(sum, key);
    }
    return sum;
  }

  private static long lanes(long start, float[] lanes) {
    long a = start;
    long b = FACTOR;
    long c = FACTOR;
    long d = FACTOR;
    int i = 0;
    for (; i <= lanes.length - 8; i += 8) {
      a = step(a, pair(bits(lanes[i]), bits(lanes[i + 1])));
      b = step(b, pair(bits(lanes[i + 2]), bits(lanes[i + 3])));
      c = step(c, pair(bits(lanes[i + 4]), bits(lanes[i + 5])));
      d = step(d, pair(bits(lanes[i + 6]), bits(lanes[i + 7])));
    }
    for (; i < lanes.length; i++) {
      a = step(a, bits(lanes[i]));
    }
    return join(a, b, c, d);
  }

  private static int bits(float lane) {
    return Float.floatToRawIntBits(lane);
  }

  private static long pair(int first, int second) {
    return ((long) first << 32) | (second & LOW);
  }

  // A product passes nothing on from a bit to lower ones: hence the turn. And without a factor of
  // its own, a number could make up for another one by a single bit.
  private static long step(long sum, long number) {
    return Long.rotateLeft(sum + number * OWN_FACTOR, TURN) * FACTOR;
  }

  private static long join(long a, long b, long c, long d) {
    return step(step(step(a, b), c), d);
  }
}
