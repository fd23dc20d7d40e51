package io.tributary.learner;

import io.tributary.model.Link;

/**
 * The pinball loss (Koenker and Bassett 1978), which is least where a share {@code quantile} of the
 * labels is below the prediction: a unit too low costs {@code quantile}, and a unit too high {@code
 * 1 - quantile}.
 *
 * <p>The loss has a kink at the label, where the gradient is 0. It is straight elsewhere, so its
 * second derivative says nothing of how far a step has gone. In its place the curvature is the
 * squared gradient's mean at the optimum, {@code quantile * (1 - quantile)}: the loss is the
 * negative log likelihood of an asymmetric Laplace distribution, and this is its information.
 *
 * @param quantile the share, above 0 and below 1
 */
record QuantileLoss(double quantile) implements Loss {
  /** The name without the share. */
  static final String NAME = "quantile";

  QuantileLoss {
    if (!(quantile > 0 && quantile < 1)) {
      throw new IllegalArgumentException(
          "quantile out of range: quantile=" + quantile + " allowed=above 0, below 1");
    }
  }

  /** Returns the name with the share, like {@code quantile(0.9)}. */
  @Override
  public String name() {
    return NAME + "(" + quantile + ")";
  }

  @Override
  public MetricsKind metrics() {
    return MetricsKind.QUANTILE;
  }

  @Override
  public Link link() {
    return Link.IDENTITY;
  }

  @Override
  public double loss(double margin, double label) {
    double above = label - margin;
    return Math.max(quantile * above, (quantile - 1) * above);
  }

  @Override
  public double gradient(double margin, double label) {
    if (!allows(label)) {
      return Double.NaN; // So that it teaches nothing: no comparison tells.
    }
    if (margin == label) {
      return 0;
    }
    return margin < label ? -quantile : 1 - quantile;
  }

  @Override
  public double curvature(double margin, double label) {
    return quantile * (1 - quantile);
  }

  @Override
  public double kink(double label) {
    return label;
  }

  @Override
  public boolean allows(double label) {
    return Math.abs(label) <= Float.MAX_VALUE;
  }
}
