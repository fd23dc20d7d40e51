package io.tributary.learner;

/**
 * What a model makes of the sums of its {@link SparseLayer}: one margin for each output. Not thread
 * safe: it may keep numbers of the forward step for the backward step.
 */
public interface Head {
  /** Returns how many sums it takes. */
  int sums();

  /** Returns how many margins it makes: 1, or the number of classes. */
  int outputs();

  /**
   * Computes the margins.
   *
   * @param sums what the rows of an example came to, {@link #sums} numbers
   * @param margins receives {@link #outputs} numbers
   */
  void margins(double[] sums, double[] margins);

  /**
   * Returns the lanes of the dense table themselves, empty without one. Whoever writes to them,
   * finite values only, calls {@link #refresh} before the next margins.
   */
  default float[] lanes() {
    return new float[0];
  }

  /** Takes note that somebody else has written to the lanes. */
  default void refresh() {}

  /**
   * Computes the slopes, and lets the dense table learn, where there is one.
   *
   * @param sums those that {@link #margins} was last called with
   * @param gradients derivative of the loss with respect to each margin, times the example's weight
   * @param slopes receives the derivative with respect to each sum
   */
  void slopes(double[] sums, double[] gradients, double[] slopes);
}
