package io.tributary.model;

import java.io.Serializable;

/**
 * A per-coordinate optimizer and its settings. It says how many lanes it keeps per coordinate, and
 * which weight the lanes stand for; how it learns is the learner's business.
 *
 * <p>Lane 0 always moves like a weight. Lane 1, where there is one, is the squared-gradient mass:
 * the sum of squared gradients of the coordinate, never negative.
 */
public sealed interface OptimizerSpec extends Serializable {
  /** Lane of the weight, before any shrinking. */
  int WEIGHT = 0;

  /** Lane of the squared-gradient mass. */
  int MASS = 1;

  /** Returns the number of lanes of one weight, the weight's own included: 1, 2 or 4. */
  int lanes();

  /** Returns the learning rate of a coordinate whose squared-gradient mass is {@code mass}. */
  double rate(double mass);

  /** Returns the weight to score with, given the lanes that start at {@code lanes[at]}. */
  float weight(float[] lanes, int at);

  /** Returns true when lane 1 holds a squared-gradient mass. */
  default boolean hasMass() {
    return lanes() > MASS;
  }

  /**
   * Returns true when replicas' lanes are averaged, because nothing in them says how far a replica
   * has come.
   */
  default boolean isAveraged() {
    return false;
  }

  /**
   * FTRL-Proximal (McMahan et al., Ad Click Prediction, KDD 2013, Algorithm 1).
   *
   * @param alpha learning rate, positive
   * @param beta smoothing of the rate, not negative
   * @param l1 L1 strength, not negative
   * @param l2 L2 strength, not negative
   */
  record Ftrl(double alpha, double beta, double l1, double l2) implements OptimizerSpec {
    public Ftrl {
      positive("alpha", alpha);
      notNegative("beta", beta);
      notNegative("l1", l1);
      notNegative("l2", l2);
    }

    @Override
    public int lanes() {
      return 2;
    }

    @Override
    public double rate(double mass) {
      return 1 / curvature(mass);
    }

    /** Returns (beta + sqrt(mass)) / alpha + l2, the paper's denominator of the weight. */
    public double curvature(double mass) {
      return (beta + Math.sqrt(mass)) / alpha + l2;
    }

    @Override
    public float weight(float[] lanes, int at) {
      return weight(lanes[at + WEIGHT], lanes[at + MASS]);
    }

    /** Returns the weight to score with, given the one before shrinking and the mass. */
    public float weight(float unshrunk, float mass) {
      if (l1 == 0 || unshrunk == 0) {
        return unshrunk;
      }
      double size = Math.abs(unshrunk) - l1 / curvature(mass);
      return size <= 0 ? 0 : (float) Math.copySign(size, unshrunk);
    }
  }

  /**
   * AdaGrad (Duchi et al., JMLR 2011), diagonal, with the rate alpha / (epsilon + sqrt(mass)).
   *
   * @param alpha learning rate, positive
   * @param epsilon smoothing of the rate, positive
   */
  record AdaGrad(double alpha, double epsilon) implements OptimizerSpec {
    public AdaGrad {
      positive("alpha", alpha);
      positive("epsilon", epsilon);
    }

    @Override
    public int lanes() {
      return 2;
    }

    @Override
    public double rate(double mass) {
      return alpha / (epsilon + Math.sqrt(mass));
    }

    @Override
    public float weight(float[] lanes, int at) {
      return lanes[at + WEIGHT];
    }
  }

  /**
   * Stochastic gradient descent at a constant rate.
   *
   * @param rate learning rate, positive
   */
  record Sgd(double rate) implements OptimizerSpec {
    public Sgd {
      positive("rate", rate);
    }

    @Override
    public int lanes() {
      return 1;
    }

    @Override
    public double rate(double mass) {
      return rate;
    }

    @Override
    public float weight(float[] lanes, int at) {
      return lanes[at + WEIGHT];
    }
  }

  /**
   * Adam (Kingma and Ba, ICLR 2015), for dense tables: rows that every example touches.
   *
   * @param alpha learning rate, positive
   * @param beta1 decay of the first moment, 0 to 1
   * @param beta2 decay of the second moment, 0 to 1
   * @param epsilon smoothing of the rate, positive
   */
  record Adam(double alpha, double beta1, double beta2, double epsilon) implements OptimizerSpec {
    /** Lane of the first moment. */
    public static final int FIRST_MOMENT = 1;

    /** Lane of the second moment. */
    public static final int SECOND_MOMENT = 2;

    /** Lane of the number of steps. */
    public static final int STEPS = 3;

    public Adam {
      positive("alpha", alpha);
      positive("epsilon", epsilon);
      share("beta1", beta1);
      share("beta2", beta2);
    }

    @Override
    public int lanes() {
      return 4;
    }

    @Override
    public boolean hasMass() {
      return false;
    }

    @Override
    public boolean isAveraged() {
      return true;
    }

    @Override
    public double rate(double mass) {
      return alpha;
    }

    @Override
    public float weight(float[] lanes, int at) {
      return lanes[at + WEIGHT];
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " is out of range: " + name + "=" + value + " allowed=0..1");
    }
  }

  private static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is not positive: " + name + "=" + value);
    }
  }

  private static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is negative: " + name + "=" + value);
    }
  }
}
