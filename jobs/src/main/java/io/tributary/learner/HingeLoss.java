package io.tributary.learner;

import io.tributary.model.Link;

/**
 * {@code max(0, 1 - y * margin)}, where y is -1 for label 0 and +1 for label 1 (Cortes and Vapnik
 * 1995). What is on the right side by 1 or more costs nothing and teaches nothing. The prediction
 * is the margin itself: it ranks examples, and its sign is the class, but it is no probability.
 *
 * <p>The loss has a kink where {@code y * margin} is 1; the gradient there is that of the flat
 * side. Its second derivative is zero elsewhere, which says nothing of how far a step has gone. In
 * its place the curvature is 1 where an example still teaches something, as if the loss were the
 * squared one there, and 0 where it does not.
 */
final class HingeLoss implements Loss {
  @Override
  public String name() {
    return "hinge";
  }

  @Override
  public MetricsKind metrics() {
    return MetricsKind.HINGE;
  }

  @Override
  public Link link() {
    return Link.IDENTITY;
  }

  @Override
  public double loss(double margin, double label) {
    return Math.max(0, 1 - sign(label) * margin);
  }

  @Override
  public double gradient(double margin, double label) {
    return teaches(margin, label) ? -sign(label) : 0;
  }

  @Override
  public double curvature(double margin, double label) {
    return teaches(margin, label) ? 1 : 0;
  }

  @Override
  public double kink(double label) {
    return sign(label);
  }

  @Override
  public boolean allows(double label) {
    return label == 0 || label == 1;
  }

  private static boolean teaches(double margin, double label) {
    return sign(label) * margin < 1;
  }

  private static double sign(double label) {
    return label > 0.5 ? 1 : -1;
  }
}
