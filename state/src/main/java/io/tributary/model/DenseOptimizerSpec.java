package io.tributary.model;

import java.io.Serializable;

/**
 * How the parameters of a dense network learn, and the lanes that a parameter has. Lane 0 is its
 * difference from where it started.
 */
public sealed interface DenseOptimizerSpec extends Serializable {
  /** Lane of the difference from the start. */
  int WEIGHT = 0;

  /** Returns the number of lanes of a parameter. */
  int lanes();

  /**
   * AdaGrad (Duchi et al., JMLR 2011), diagonal, with the rate alpha / (epsilon + sqrt(mass)). Lane
   * 1 is the squared-gradient mass.
   *
   * @param alpha learning rate, positive
   * @param epsilon smoothing of the rate, positive
   */
  record AdaGrad(double alpha, double epsilon) implements DenseOptimizerSpec {
    /** Lane of the squared-gradient mass. */
    public static final int MASS = 1;

    public AdaGrad {
      positive("alpha", alpha);
      positive("epsilon", epsilon);
    }

    @Override
    public int lanes() {
      return 2;
    }
  }

  /**
   * Adam (Kingma and Ba, ICLR 2015), in the order of its section 2: the bias corrections are in the
   * rate, and epsilon is the paper's epsilon hat. Lanes 1 and 2 are the first and the second
   * moment, lane 3 the number of steps. A parameter whose neuron says nothing takes no step.
   *
   * @param alpha learning rate, positive
   * @param beta1 decay of the first moment, 0 up to but not 1
   * @param beta2 decay of the second moment, 0 up to but not 1
   * @param epsilon smoothing of the rate, positive
   */
  record Adam(double alpha, double beta1, double beta2, double epsilon)
      implements DenseOptimizerSpec {
    /** Lane of the first moment. */
    public static final int FIRST = 1;

    /** Lane of the second moment, never negative. */
    public static final int SECOND = 2;

    /** Lane of the number of steps. */
    public static final int STEPS = 3;

    public Adam {
      positive("alpha", alpha);
      decay("beta1", beta1);
      decay("beta2", beta2);
      positive("epsilon", epsilon);
    }

    @Override
    public int lanes() {
      return 4;
    }
  }

  private static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is not positive: " + name + "=" + value);
    }
  }

  private static void decay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " is out of range: " + name + "=" + value + " allowed=[0, 1)");
    }
  }
}
