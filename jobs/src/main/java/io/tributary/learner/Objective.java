package io.tributary.learner;

/**
 * What learning makes small: a function of one or several margins and a label. A {@link Loss} is
 * the objective of a single margin. Stateless and thread safe.
 */
public interface Objective {
  /** Returns how many margins it takes: 1, or the number of classes. */
  int outputs();

  /** Returns the loss, never negative, of predicting {@code margins} when the label is known. */
  double loss(double[] margins, double label);

  /**
   * Computes the derivative of the loss with respect to each margin.
   *
   * @param gradients receives {@link #outputs} numbers
   */
  void gradient(double[] margins, double label, double[] gradients);

  /** Returns the sum of the second derivatives with respect to each margin, never negative. */
  double curvature(double[] margins, double label);

  /** Returns true when a label is one that can be learned. */
  boolean allows(double label);

  /** Returns the objective of a single margin. */
  static Objective of(Loss loss) {
    return new Objective() {
      @Override
      public int outputs() {
        return 1;
      }

      @Override
      public double loss(double[] margins, double label) {
        return loss.loss(margins[0], label);
      }

      @Override
      public void gradient(double[] margins, double label, double[] gradients) {
        gradients[0] = loss.gradient(margins[0], label);
      }

      @Override
      public double curvature(double[] margins, double label) {
        return loss.curvature(margins[0], label);
      }

      @Override
      public boolean allows(double label) {
        return loss.allows(label);
      }
    };
  }
}
