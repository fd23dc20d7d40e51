package io.tributary.learner;

import io.tributary.model.DenseNetwork;
import io.tributary.model.OptimizerSpec;

/**
 * Lets the parameters of one neuron take a step. Not thread safe.
 *
 * <p>Lanes are interleaved, and compilers make no vector instructions of loops over every second
 * number. So rows are taken apart into arrays of their own and put together again, which costs less
 * than roots and divisions one by one.
 */
abstract sealed class DenseStep permits DenseAdaGradStep, DenseAdamStep {
  /** Bound of rate times derivative: what an input makes of it is still a float. */
  private static final double MAX_STEP = 1e25;

  private final DenseNetwork network;
  private final float[] starts;

  /** Differences from the start of the parameters of one neuron. */
  final float[] differences;

  DenseStep(DenseNetwork network, int widest) {
    this.network = network;
    starts = new float[widest];
    differences = new float[widest];
  }

  /** Returns the step of an optimizer, for neurons of so many parameters at most. */
  static DenseStep of(OptimizerSpec spec, DenseNetwork network, int widest) {
    if (spec instanceof OptimizerSpec.AdaGrad adaGrad) {
      return new DenseAdaGradStep(adaGrad, network, widest);
    } else if (spec instanceof OptimizerSpec.Adam adam) {
      return new DenseAdamStep(adam, network, widest);
    }
    throw new IllegalArgumentException("unknown optimizer of a network: optimizer=" + spec);
  }

  /** Returns the number of lanes of a parameter. */
  abstract int width();

  /**
   * Lets parameters take a step, and puts the network's weights where they are then.
   *
   * @param lanes those of all parameters
   * @param first the neuron's first parameter
   * @param count how many it has, the bias among them
   * @param error derivative of the loss with respect to the neuron's sum: not 0, and bounded
   * @param inputs what each parameter was multiplied with
   */
  final void step(float[] lanes, int first, int count, float error, float[] inputs) {
    learn(lanes, first, count, error, inputs);
    System.arraycopy(network.starts(), first, starts, 0, count);
    put(starts, differences, count);
    System.arraycopy(starts, 0, network.weights(), first, count);
  }

  private static void put(float[] starts, float[] differences, int count) {
    for (int i = 0; i < count; i++) {
      starts[i] = DenseNetwork.weight(starts[i], differences[i]);
    }
  }

  /** Changes the lanes, and leaves the new differences in {@link #differences}. */
  abstract void learn(float[] lanes, int first, int count, float error, float[] inputs);

  /** Returns a difference within its bound. */
  static float bounded(float difference) {
    return Math.min(DenseNetwork.MAX_WEIGHT, Math.max(-DenseNetwork.MAX_WEIGHT, difference));
  }

  /** Returns a rate times a derivative, within its bound. */
  static float stepped(double rate, float error) {
    return (float) Math.min(MAX_STEP, Math.max(-MAX_STEP, rate * error));
  }

  /** Returns what keeps a divisor from being 0. */
  static float smoothing(double epsilon) {
    return Math.max((float) epsilon, Float.MIN_NORMAL);
  }
}
