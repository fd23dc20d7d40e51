package io.tributary.learner;

import java.util.Arrays;

/**
 * Predicts one example from the sums over its rows, and computes how it should have moved them. A
 * dense table, where the head has one, learns then. Allocates nothing. Not thread safe.
 *
 * <p>What it says is finite, also as floats.
 */
public final class HeadStep {
  private final Head head;
  private final Objective objective;
  private final double[] sums;
  private final double[] margins;
  private final double[] gradients;
  private final double[] slopes;
  private double bend;
  private double squaredSlope;
  private double damping;

  /**
   * Creates the step of a head.
   *
   * @throws IllegalArgumentException when the objective has another number of outputs
   */
  public HeadStep(Head head, Objective objective) {
    this.head = head;
    this.objective = objective;
    if (objective.outputs() != head.outputs()) {
      throw new IllegalArgumentException(
          "objective has another number of outputs: outputs="
              + objective.outputs()
              + " expected="
              + head.outputs());
    }
    sums = new double[head.sums()];
    margins = new double[head.outputs()];
    gradients = new double[head.outputs()];
    slopes = new double[head.sums()];
  }

  /** Returns how many sums an example has. */
  public int sums() {
    return sums.length;
  }

  /**
   * Predicts an example.
   *
   * @param from its sums, {@link #sums} numbers, which are copied
   * @return the margins, which the next call overwrites
   */
  public double[] predict(double[] from) {
    System.arraycopy(from, 0, sums, 0, sums.length);
    head.margins(sums, margins);
    return margins;
  }

  /** Predicts an example whose sums are floats. */
  double[] predict(float[] from) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = from[i];
    }
    head.margins(sums, margins);
    return margins;
  }

  /**
   * Learns the example that was predicted last.
   *
   * @return false when it teaches nothing, and all slopes are 0: a number is not finite
   */
  public boolean learn(double label, double weight) {
    objective.gradient(margins, label, gradients);
    bend = objective.curvature(margins, label) * weight;
    squaredSlope = 0;
    for (int output = 0; output < gradients.length; output++) {
      gradients[output] *= weight;
      squaredSlope += gradients[output] * gradients[output];
    }
    damping = bend / squaredSlope;
    if (!Float.isFinite((float) damping)) {
      damping = 0;
    }
    if (areFinite(margins) && areFinite(gradients)) {
      head.slopes(sums, gradients, slopes);
      if (areFinite(slopes)) {
        return true;
      }
    }
    bend = 0;
    squaredSlope = 0;
    Arrays.fill(slopes, 0);
    return false;
  }

  // Also as floats, which is what shards are told.
  private static boolean areFinite(double[] numbers) {
    for (double number : numbers) {
      if (!Float.isFinite((float) number)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the margins of the last example: live, not a copy. */
  public double[] margins() {
    return margins;
  }

  /** Returns the derivatives of the last example's loss by its sums: live, not a copy. */
  public double[] slopes() {
    return slopes;
  }

  /** Returns how fast its slopes shrink when its margin moves along them, relative to them. */
  public double damping() {
    return damping;
  }

  /** Returns the curvature of the last example's loss, times its weight; 0 if it taught nothing. */
  double bend() {
    return bend;
  }

  /** Returns the square of the last example's gradients; 0 when it taught nothing. */
  double squaredSlope() {
    return squaredSlope;
  }
}
