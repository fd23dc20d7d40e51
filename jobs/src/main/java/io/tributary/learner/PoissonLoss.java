package io.tributary.learner;

import io.tributary.model.Link;

/**
 * Half the Poisson deviance of a count, {@code exp(m) - y * m} plus what makes it 0 where {@code
 * exp(m)} is the label (McCullagh and Nelder 1989). Labels are at least 0, and need not be whole.
 *
 * <p>The exponential of a margin above {@link Link#MOST_EXPONENT} is more than any label can be.
 * From there on the loss is a straight line, and the curvature stays what it is at the bound, so
 * nothing overflows.
 */
final class PoissonLoss implements Loss {
  @Override
  public String name() {
    return "poisson";
  }

  @Override
  public MetricsKind metrics() {
    return MetricsKind.COUNT;
  }

  @Override
  public Link link() {
    return Link.EXPONENTIAL;
  }

  @Override
  public double loss(double margin, double label) {
    double bounded = Math.min(margin, Link.MOST_EXPONENT);
    double beyond = margin - bounded;
    return deviance(bounded, label) + beyond * (Math.exp(bounded) - label);
  }

  /** Half of it, written so that it is never negative. */
  private static double deviance(double margin, double label) {
    if (label == 0) {
      return Math.exp(margin);
    }
    // With d the logarithm of what is predicted over the label: y * (exp(d) - 1 - d).
    double d = margin - Math.log(label);
    return label * Math.max(0, Math.expm1(d) - d);
  }

  @Override
  public double gradient(double margin, double label) {
    return Math.exp(Math.min(margin, Link.MOST_EXPONENT)) - label;
  }

  @Override
  public double curvature(double margin, double label) {
    return Math.exp(Math.min(margin, Link.MOST_EXPONENT));
  }

  @Override
  public boolean allows(double label) {
    return label >= 0 && label <= Float.MAX_VALUE;
  }
}
