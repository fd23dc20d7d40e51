package io.tributary.learner;

import io.tributary.example.FeatureVector;

/**
 * The part of a model that lives in a sparse table. From the rows of an example's active
 * coordinates it computes a few numbers, each a sum over the rows. So the rows of one example may
 * lie on several shards: their sums add up to the same as if all rows were in one place.
 *
 * <p>A {@link Head} makes margins of the sums, and slopes of the margins' gradients. Not thread
 * safe: it may have room for the numbers of one example, and nothing else.
 */
public interface SparseLayer {
  /** Returns the number of lanes of a row. */
  int width();

  /** Returns how many numbers are summed up over the rows. */
  int sums();

  /**
   * Adds what the rows of an example contribute.
   *
   * @param lanes rows, those of one coordinate adjacent: row r begins at {@code r * width()}
   * @param rows where the row of each active coordinate is, at least as many as there are
   *     coordinates
   * @param features the coordinates, which also say where rows start that were never learned, and
   *     their values
   * @param sums receives {@link #sums} numbers, added to what is there
   */
  void forward(float[] lanes, int[] rows, FeatureVector features, double[] sums);

  /**
   * Learns from one example.
   *
   * @param slopes derivative of the example's loss with respect to each of the sums, times its
   *     weight; all finite
   */
  void step(float[] lanes, int[] rows, FeatureVector features, double[] slopes);
}
