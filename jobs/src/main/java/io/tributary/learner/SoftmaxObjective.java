package io.tributary.learner;

/**
 * Negative log likelihood of a class, in nats, when the probability of class c is {@code
 * exp(margins[c])} over the sum of all classes' exponentials (multinomial logistic regression). A
 * label is the index of a class. The largest margin is taken off all of them first, so that no
 * exponential overflows.
 */
final class SoftmaxObjective implements Objective {
  /** The name by which pipelines choose it. */
  static final String NAME = "softmax";

  private final int classes;

  /**
   * Creates the objective.
   *
   * @param classes their number, at least 2
   */
  SoftmaxObjective(int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException("too few classes: classes=" + classes + " allowed=2..");
    }
    this.classes = classes;
  }

  @Override
  public int outputs() {
    return classes;
  }

  @Override
  public double loss(double[] margins, double label) {
    return loss(margins, classes, (int) label);
  }

  /** Computes the loss of the first {@code classes} margins; NaN when one of them is. */
  static double loss(double[] margins, int classes, int label) {
    int likeliest = likeliest(margins, classes);
    double most = margins[likeliest];
    double others = 0;
    for (int c = 0; c < classes; c++) {
      others += c == likeliest ? 0 : Math.exp(margins[c] - most);
    }
    // Apart from the likeliest, whose term is 1, so that small losses keep their digits.
    return most - margins[label] + Math.log1p(others);
  }

  /** Returns the class of the largest margin, the first of equal ones. */
  static int likeliest(double[] margins, int classes) {
    int likeliest = 0;
    for (int c = 1; c < classes; c++) {
      likeliest = margins[c] > margins[likeliest] ? c : likeliest;
    }
    return likeliest;
  }

  /** Computes the probability of each class. */
  private void probabilities(double[] margins, double[] into) {
    double most = margins[likeliest(margins, classes)];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      into[c] = Math.exp(margins[c] - most);
      sum += into[c];
    }
    for (int c = 0; c < classes; c++) {
      into[c] /= sum;
    }
  }

  @Override
  public void gradient(double[] margins, double label, double[] gradients) {
    probabilities(margins, gradients);
    int known = (int) label;
    // What all others have, because a probability less 1 would cancel where it is nearly right.
    double others = 0;
    for (int c = 0; c < classes; c++) {
      others += c == known ? 0 : gradients[c];
    }
    gradients[known] = -others;
  }

  @Override
  public double curvature(double[] margins, double label) {
    double most = margins[likeliest(margins, classes)];
    double sum = 0;
    double squares = 0;
    for (int c = 0; c < classes; c++) {
      double odds = Math.exp(margins[c] - most);
      sum += odds;
      squares += odds * odds;
    }
    // The sum of p - p^2. Rounding may take it below 0 where one class is certain.
    return Math.max(0, 1 - squares / (sum * sum));
  }

  @Override
  public boolean allows(double label) {
    return label >= 0 && label < classes && label == Math.rint(label);
  }
}
