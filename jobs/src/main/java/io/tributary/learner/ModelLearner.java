package io.tributary.learner;

import io.tributary.model.BlockLayout;
import io.tributary.model.TableSpec;
import java.util.List;

/**
 * Learns a model, one example at a time, on lanes that whoever merges models reads and writes too.
 * Not thread safe.
 *
 * <p>A linear model with one output has a learner of its own, because it is the usual one and its
 * arithmetic is short.
 */
public sealed interface ModelLearner permits Learner, LayeredLearner, HeadLearner {
  /**
   * Returns the lanes of the first table themselves, those of one coordinate adjacent. Whoever
   * merges models may write to them, finite values only, and may turn the sign of the first
   * squared-gradient mass of a row to mark it: it makes no difference here.
   */
  float[] lanes();

  /** Returns the number of lanes of each coordinate. */
  int lanesPerCoordinate();

  /** Takes note that somebody else has written to the lanes of a dense table. */
  default void refresh() {}

  /** Returns the lanes of all tables that it learns, those of a sparse one first. */
  List<float[]> tables();

  /**
   * Returns what the tables are.
   *
   * @param layout the blocks of the sparse one
   */
  List<TableSpec> tables(BlockLayout layout);

  /**
   * Counts the coordinates that are in use: those that have learned something.
   *
   * @param most how many to count at most; a model that uses many is not looked through
   */
  default int coordinatesInUse(int most) {
    float[] lanes = lanes();
    int width = lanesPerCoordinate();
    int found = 0;
    for (int row = 0; row < lanes.length && found < most; row += width) {
      for (int at = row; at < row + width; at++) {
        if (lanes[at] != 0) {
          found++;
          break;
        }
      }
    }
    return found;
  }
}
