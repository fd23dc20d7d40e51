package io.tributary.learner;

import io.tributary.model.FactorSums;
import io.tributary.model.Form.Factors;
import java.util.Arrays;

/** The head of a factorization machine: the products of all pairs, from the sums of their rows. */
final class FactorHead implements Head {
  private final FactorSums arithmetic;
  private final int outputs;

  FactorHead(Factors form) {
    arithmetic = new FactorSums(form);
    outputs = form.outputs();
  }

  @Override
  public int sums() {
    return arithmetic.sums();
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public void margins(double[] sums, double[] margins) {
    for (int output = 0; output < outputs; output++) {
      margins[output] = arithmetic.margin(sums, output);
    }
  }

  @Override
  public void slopes(double[] sums, double[] gradients, double[] slopes) {
    Arrays.fill(slopes, 0, sums(), 0);
    for (int output = 0; output < outputs; output++) {
      arithmetic.addSlopes(sums, output, gradients[output], slopes);
    }
  }
}
