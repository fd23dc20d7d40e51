package io.tributary.learner;

import io.tributary.model.Link;

/**
 * A convex function of margin and label that learning makes small. Stateless and thread safe.
 *
 * <p>For allowed labels and margins within 1e150 all results are finite; {@link #gradient} is the
 * true derivative of {@link #loss} everywhere but at a {@link #kink}; and the loss is least where
 * the link's prediction is the label, or beyond it.
 */
public interface Loss {
  /** Returns the name that {@link Losses#named} finds this loss by, with its parameter if any. */
  String name();

  /** Returns which metrics tell how well it predicts. */
  MetricsKind metrics();

  /** Returns how the margin becomes a prediction of the label. */
  Link link();

  /** Returns the loss, never negative, of predicting {@code margin} when the label is known. */
  double loss(double margin, double label);

  /** Returns the derivative of the loss with respect to the margin. */
  double gradient(double margin, double label);

  /**
   * Returns the second derivative of the loss with respect to the margin, never negative. It says
   * how much of the way to its optimum a step has gone. A loss with a {@link #kink} has something
   * else in its place, because its own second derivative is zero.
   */
  double curvature(double margin, double label);

  /** Returns the margin at which the loss has no derivative, or NaN when there is none. */
  default double kink(double label) {
    return Double.NaN;
  }

  /** Returns true when a label is one that this loss can learn. */
  boolean allows(double label);
}
