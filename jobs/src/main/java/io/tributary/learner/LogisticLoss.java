package io.tributary.learner;

import io.tributary.model.Link;

/** Negative log likelihood of a label 0 or 1, in nats, when P(1) = 1 / (1 + exp(-margin)). */
final class LogisticLoss implements Loss {
  @Override
  public String name() {
    return "logistic";
  }

  @Override
  public MetricsKind metrics() {
    return MetricsKind.BINARY;
  }

  @Override
  public Link link() {
    return Link.LOGISTIC;
  }

  @Override
  public double loss(double margin, double label) {
    // log(1 + exp(x)), written so that exp never overflows and small losses keep their digits
    double wrongness = label > 0.5 ? -margin : margin;
    return Math.max(wrongness, 0) + Math.log1p(Math.exp(-Math.abs(wrongness)));
  }

  @Override
  public double gradient(double margin, double label) {
    // two forms, because sigmoid(margin) - 1 would cancel where the prediction is nearly right
    return label > 0.5 ? -1 / (1 + Math.exp(margin)) : 1 / (1 + Math.exp(-margin));
  }

  @Override
  public double curvature(double margin, double label) {
    // Even in the margin; of a negative one exp never overflows.
    double odds = Math.exp(-Math.abs(margin));
    return odds / ((1 + odds) * (1 + odds));
  }

  @Override
  public boolean allows(double label) {
    return label == 0 || label == 1;
  }
}
