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
  };

  /** Returns the prediction for a margin. */
  public abstract double predict(double margin);
}
