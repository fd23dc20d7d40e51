package io.tributary.learner;

import static io.tributary.model.OptimizerSpec.Adam.FIRST_MOMENT;
import static io.tributary.model.OptimizerSpec.Adam.SECOND_MOMENT;
import static io.tributary.model.OptimizerSpec.Adam.STEPS;
import static io.tributary.model.OptimizerSpec.WEIGHT;

import io.tributary.model.DenseNetwork;
import io.tributary.model.OptimizerSpec.Adam;

/**
 * Adam (Kingma and Ba, ICLR 2015), in single precision. Each parameter counts its own steps, and
 * what corrects the moments' bias is taken from a table, because machines round powers differently.
 */
final class DenseAdamStep extends DenseStep {
  private static final int LANES = 4;

  /** Beyond so many steps the correction stays as it is: for any usual decay it is 1 by then. */
  private static final int CORRECTIONS = 1 << 16;

  private final float decayFirst;
  private final float decaySecond;
  private final float epsilon;
  private final float[] rates;

  /** Of the parameters of one neuron. */
  private final float[] firsts;

  private final float[] seconds;
  private final float[] steppedRates;

  DenseAdamStep(Adam spec, DenseNetwork network, int widest) {
    super(network, widest);
    decayFirst = (float) spec.beta1();
    decaySecond = (float) spec.beta2();
    epsilon = smoothing(spec.epsilon());
    firsts = new float[widest];
    seconds = new float[widest];
    steppedRates = new float[widest];
    rates = new float[CORRECTIONS];
    double first = 1;
    double second = 1;
    for (int i = 0; i < CORRECTIONS; i++) {
      first *= spec.beta1();
      second *= spec.beta2();
      rates[i] = stepped(spec.alpha() * Math.sqrt(1 - second) / (1 - first), 1);
    }
  }

  @Override
  int width() {
    return LANES;
  }

  @Override
  void learn(float[] lanes, int first, int count, float error, float[] inputs) {
    int at = LANES * first;
    for (int i = 0; i < count; i++) {
      int row = at + LANES * i;
      differences[i] = lanes[row + WEIGHT];
      firsts[i] = lanes[row + FIRST_MOMENT];
      seconds[i] = Math.abs(lanes[row + SECOND_MOMENT]);
      int steps = Math.min(CORRECTIONS, Math.max(0, (int) lanes[row + STEPS]) + 1);
      lanes[row + STEPS] = steps;
      steppedRates[i] = rates[steps - 1];
    }
    decay(firsts, decayFirst, (1 - decayFirst) * error, inputs, count);
    decaySquares(seconds, decaySecond, error, inputs, count);
    move(differences, firsts, seconds, steppedRates, epsilon, count);
    for (int i = 0; i < count; i++) {
      int row = at + LANES * i;
      lanes[row + WEIGHT] = differences[i];
      lanes[row + FIRST_MOMENT] = firsts[i];
      lanes[row + SECOND_MOMENT] = seconds[i];
    }
  }

  private static void decay(float[] moments, float decay, float factor, float[] inputs, int count) {
    for (int i = 0; i < count; i++) {
      moments[i] = decay * moments[i] + factor * inputs[i];
    }
  }

  private static void decaySquares(
      float[] moments, float decay, float error, float[] inputs, int count) {
    float share = 1 - decay;
    for (int i = 0; i < count; i++) {
      float gradient = error * inputs[i];
      moments[i] = Math.min(Float.MAX_VALUE, decay * moments[i] + share * (gradient * gradient));
    }
  }

  private static void move(
      float[] differences,
      float[] firsts,
      float[] seconds,
      float[] rates,
      float epsilon,
      int size) {
    for (int i = 0; i < size; i++) {
      differences[i] =
          bounded(
              differences[i] - rates[i] * firsts[i] / (epsilon + (float) Math.sqrt(seconds[i])));
    }
  }
}
