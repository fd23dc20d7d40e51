package io.tributary.sharded.exact;

import io.tributary.model.TableKind;

/**
 * What an exact table keeps, and how long.
 *
 * @param width floats of a row, 1 to {@link #MAX_WIDTH}
 * @param admitAfter at which sighting a key is given a row, 1 to {@link #MAX_ADMIT_AFTER}
 * @param expireAfterMillis how much event time after it was last touched a key loses its row, or 0:
 *     never. It takes up to a 32nd longer
 * @param maxFeatures how many keys have rows at most, 1 to {@link #MAX_FEATURES}
 * @param sketchBits logarithm of the sketch's counters in each of four rows of bytes, 4 to 28:
 *     after as many sightings of keys without a row as there are counters in a row, all counts are
 *     halved. Unused when admitAfter is 1
 */
public record ExactTableSpec(
    int width, int admitAfter, long expireAfterMillis, int maxFeatures, int sketchBits) {
  /** The widest row. */
  public static final int MAX_WIDTH = 1 << 12;

  /** The most sightings that are counted. */
  public static final int MAX_ADMIT_AFTER = 255;

  /** The most rows. */
  public static final int MAX_FEATURES = 1 << 29;

  private static final int LEAST_SKETCH_BITS = 4;
  private static final int MOST_SKETCH_BITS = 28;

  public ExactTableSpec {
    require("width", width, 1, MAX_WIDTH);
    require("admitAfter", admitAfter, 1, MAX_ADMIT_AFTER);
    require("expireAfterMillis", expireAfterMillis, 0, Long.MAX_VALUE / 4);
    require("maxFeatures", maxFeatures, 1, MAX_FEATURES);
    require("sketchBits", sketchBits, LEAST_SKETCH_BITS, MOST_SKETCH_BITS);
  }

  /** Returns what the table of one block keeps, of a model with so many blocks. */
  public static ExactTableSpec of(TableKind.Exact kind, int blocks, int width) {
    int most = kind.maxFeaturesOfBlock(blocks);
    // With four counters for each row, counts are halved about as often as rows change.
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(most) + 2;
    return new ExactTableSpec(
        width,
        kind.admitAfter(),
        kind.expireAfterMillis(),
        most,
        Math.max(LEAST_SKETCH_BITS, Math.min(MOST_SKETCH_BITS, bits)));
  }

  /** Returns about how many bytes a table takes when it is full. */
  public long mostBytes() {
    return KeySlots.bytes(maxFeatures)
        + RowPages.bytes(maxFeatures, width)
        + (admitAfter > 1 ? AdmissionSketch.bytes(sketchBits) : 0);
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "exact table is out of range: " + name + "=" + value + " allowed=" + least + ".." + most);
    }
  }
}
