package io.tributary.model;

/** Maps the model's raw sum (the margin) to the prediction it stands for. */
public enum Link {
  /** The prediction is the margin. */
  IDENTITY {
    @Override
    public double predict(double margin) {
      return margin;
    }
  },
  /** The prediction is a probability, 1 / (1 + exp(-margin)). */
  LOGISTIC {
    @Override
    public double predict(double margin) {
      return 1 / (1 + Math.exp(-margin));
    }
  },
  /**
   * The prediction is a mean above 0, exp(margin). It is never more than the largest float: no
   * label is.
   */
  EXPONENTIAL {
    @Override
    public double predict(double margin) {
      return Math.exp(Math.min(margin, MOST_EXPONENT));
    }
  },
  /**
   * There is a margin for each class, and the predictions are the classes' probabilities: exp of
   * its margin over the sum of all. A single margin stands for nothing.
   */
  SOFTMAX {
    @Override
    public double predict(double margin) {
      throw new UnsupportedOperationException(
          "a margin of one class is no prediction: link=SOFTMAX margin=" + margin);
    }
  };

  /**
   * The largest margin that {@link #EXPONENTIAL} tells from larger ones: the logarithm of the
   * largest float.
   */
  public static final double MOST_EXPONENT = Math.log(Float.MAX_VALUE);

  /**
   * Returns the prediction for a margin.
   *
   * @throws UnsupportedOperationException when a prediction needs several margins
   */
  public abstract double predict(double margin);
}
