package io.tributary.scoring;

import io.tributary.example.FeatureVector;
import io.tributary.model.DenseNetwork;
import io.tributary.model.FactorSums;
import io.tributary.model.Form;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.Network;
import io.tributary.model.HybridMargins;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Computes a model's margins from the weights of an example's rows, in the order in which training
 * does, so that both come to the same to the bit. Not thread safe.
 */
final class Margins {
  private final int outputs;
  private final int rank;
  private final int perOutput;
  private final @Nullable FactorSums factors;
  private final @Nullable HybridMargins hybrid;
  private final double[] sums;
  private final double[] margins;

  Margins(Form form) {
    outputs = form.outputs();
    hybrid = form instanceof Network network ? new HybridMargins(network) : null;
    if (hybrid != null) {
      factors = hybrid.factors();
      rank = ((Network) form).factors().rank();
    } else {
      factors = form instanceof Factors machine ? new FactorSums(machine) : null;
      rank = form instanceof Factors machine ? machine.rank() : 0;
    }
    perOutput = 1 + rank;
    sums = new double[factors == null ? outputs : factors.sums()];
    margins = new double[outputs];
  }

  /**
   * Returns the margins of an example, which the next call overwrites.
   *
   * @param rows the weights of its coordinates' rows, those of a row adjacent
   */
  double[] of(FeatureVector features, float[] rows) {
    Arrays.fill(sums, 0);
    FactorSums machine = factors;
    if (machine == null) {
      for (int i = 0; i < features.size(); i++) {
        addLinear(rows, i, features.values()[i]);
      }
    } else {
      machine.begin();
      for (int i = 0; i < features.size(); i++) {
        addFactors(machine, features, i, rows);
      }
      machine.end(sums);
    }
    if (hybrid != null) {
      margins[0] = hybrid.margin(sums);
      return margins;
    }
    for (int output = 0; output < outputs; output++) {
      margins[output] = machine == null ? sums[output] : machine.margin(sums, output);
    }
    return margins;
  }

  private void addLinear(float[] rows, int position, float x) {
    for (int output = 0; output < outputs; output++) {
      sums[output] += (double) rows[position * outputs + output] * x;
    }
  }

  private void addFactors(FactorSums machine, FeatureVector features, int position, float[] rows) {
    int vectorAt = machine.vectorAt(features.fields(), position);
    machine.addNumber(features.fields(), position, features.values()[position], sums);
    for (int output = 0; output < outputs; output++) {
      int row = (position * outputs + output) * perOutput;
      machine.add(
          rows[row],
          rows,
          row + 1,
          features.indices()[position],
          features.values()[position],
          sums,
          output,
          vectorAt);
    }
  }

  /** Returns the network whose weights are to be set, or null without one. */
  @Nullable DenseNetwork network() {
    return hybrid == null ? null : hybrid.network();
  }

  /** Returns what the network added to the last margin; 0 without one. */
  double ofNetwork() {
    return hybrid == null ? 0 : hybrid.ofNetwork();
  }

  /**
   * Returns what an entry of the example last asked for adds to a margin: its linear part, and half
   * of each product that it is in.
   */
  double contribution(FeatureVector features, int position, float[] rows, int output) {
    float x = features.values()[position];
    int row = (position * outputs + output) * perOutput;
    double amount = (double) rows[row] * x;
    FactorSums machine = factors;
    if (machine == null) {
      return amount;
    }
    return amount
        + machine.share(
            rows,
            row + 1,
            features.indices()[position],
            x,
            sums,
            output,
            machine.vectorAt(features.fields(), position));
  }
}
