package io.tributary.learner;

import io.tributary.model.Link;

/**
 * Half the squared error, {@code (margin - label)^2 / 2}, so that the gradient is {@code margin -
 * label}. Labels are any finite number that a float can hold.
 */
final class SquaredLoss implements Loss {
  @Override
  public String name() {
    return "squared";
  }

  @Override
  public MetricsKind metrics() {
    return MetricsKind.REAL;
  }

  @Override
  public Link link() {
    return Link.IDENTITY;
  }

  @Override
  public double loss(double margin, double label) {
    double error = margin - label;
    return 0.5 * error * error;
  }

  @Override
  public double gradient(double margin, double label) {
    return margin - label;
  }

  @Override
  public double curvature(double margin, double label) {
    return 1;
  }

  @Override
  public boolean allows(double label) {
    return Math.abs(label) <= Float.MAX_VALUE;
  }
}
