package io.tributary.merge;

/** A mark for each coordinate of a model, all of them unset in the beginning. */
abstract sealed class Marks permits Marks.OfMasses, Marks.Bitmap {
  /**
   * Returns the marks of a model's lanes.
   *
   * @param lanes all of them, those of a coordinate adjacent; no mass has a sign
   * @param width lanes of a coordinate
   * @param massLane position of a squared-gradient mass among them, or -1 without one
   */
  static Marks of(float[] lanes, int width, int massLane) {
    return massLane >= 0 ? new OfMasses(lanes, width, massLane) : new Bitmap(lanes.length / width);
  }

  /**
   * Returns which coordinates have no mark; the lowest bit stands for the first coordinate. The
   * code has no branch that depends on a mark, because a processor guesses such a branch badly. It
   * stores nothing, so the processor asks the memory for many coordinates at once.
   *
   * @param from where to begin in the coordinates
   * @param end where to end, at most 64 further
   */
  abstract long missing(int[] coordinates, int from, int end);

  abstract boolean isSet(int coordinate);

  abstract void set(int coordinate);

  abstract void unset(int coordinate);

  /** Takes the marks off lanes that were copied with them. */
  abstract void takeOff(float[] copies);

  /**
   * Marks in the signs of the squared-gradient masses, which are never negative. Code that asks for
   * a coordinate's mark is about to learn the coordinate, or to send what it has learned, so the
   * lanes are in the processor's cache anyway. A bitmap of marks would take up half of that cache.
   */
  static final class OfMasses extends Marks {
    private final float[] lanes;
    private final int width;
    private final int mass;

    private OfMasses(float[] lanes, int width, int massLane) {
      this.lanes = lanes;
      this.width = width;
      mass = massLane;
    }

    @Override
    long missing(int[] coordinates, int from, int end) {
      long missing = 0;
      for (int i = from; i < end; i++) {
        missing |= (long) (~bits(coordinates[i]) >>> 31) << (i - from);
      }
      return missing;
    }

    private int bits(int coordinate) {
      return Float.floatToRawIntBits(lanes[coordinate * width + mass]);
    }

    @Override
    boolean isSet(int coordinate) {
      return bits(coordinate) < 0;
    }

    @Override
    void set(int coordinate) {
      int at = coordinate * width + mass;
      lanes[at] = -Math.abs(lanes[at]);
    }

    @Override
    void unset(int coordinate) {
      int at = coordinate * width + mass;
      lanes[at] = Math.abs(lanes[at]);
    }

    @Override
    void takeOff(float[] copies) {
      for (int at = mass; at < copies.length; at += width) {
        copies[at] = Math.abs(copies[at]);
      }
    }
  }

  /** Marks beside the lanes, one bit each, so that the usual ones stay in the processor's cache. */
  static final class Bitmap extends Marks {
    private final long[] words;

    private Bitmap(int coordinates) {
      words = new long[Math.max(1, coordinates >> 6)];
    }

    @Override
    long missing(int[] coordinates, int from, int end) {
      long missing = 0;
      for (int i = from; i < end; i++) {
        int coordinate = coordinates[i];
        missing |= (~words[coordinate >> 6] >>> coordinate & 1) << (i - from);
      }
      return missing;
    }

    @Override
    boolean isSet(int coordinate) {
      return (words[coordinate >> 6] & 1L << coordinate) != 0;
    }

    @Override
    void set(int coordinate) {
      words[coordinate >> 6] |= 1L << coordinate;
    }

    @Override
    void unset(int coordinate) {
      words[coordinate >> 6] &= ~(1L << coordinate);
    }

    @Override
    void takeOff(float[] copies) {
      // They have none.
    }
  }
}
