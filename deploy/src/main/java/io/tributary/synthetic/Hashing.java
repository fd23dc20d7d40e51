package io.tributary.synthetic;

/**
 * Random numbers by counter: the draw of a seed, a stream and a position is a hash of the three
 * ({@code h3(s,x,y) = mix(mix(mix(s+G)+x*G)+y*G)}, mix being SplitMix64's finaliser). All of it is
 * integer arithmetic and exact multiplication, the same on every machine.
 */
final class Hashing {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double ROOT_OF_3 = 1.7320508075688772;

  private Hashing() {}

  private static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Returns what all draws of a stream begin with: two thirds of the work, done once. */
  static long stream(long seed, long stream) {
    return mix(mix(seed + GOLDEN) + stream * GOLDEN);
  }

  /** Returns the draw of a stream at a position. */
  static long draw(long stream, long position) {
    return mix(stream + position * GOLDEN);
  }

  /** Returns a draw as a number from 0 up to but not 1. */
  static double uniform(long draw) {
    return (draw >>> 11) * 0x1.0p-53;
  }

  /** Returns a draw as a number that is nearly normal, of mean 0 and variance 1. */
  static double normal(long draw) {
    long sum = (draw & 0xFFFF) + (draw >>> 16 & 0xFFFF) + (draw >>> 32 & 0xFFFF) + (draw >>> 48);
    return (sum / 65536.0 - 2.0) * ROOT_OF_3;
  }

  /** Returns a draw as a number from 0 to 2^buckets - 2, n about as often as 1/(n+1) says. */
  static long zipf(long draw, int buckets) {
    int bucket = (int) (((draw >>> 32) * buckets) >>> 32);
    long first = (1L << bucket) - 1;
    return first + (draw & first);
  }
}
