package io.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.Form.Network;
import io.tributary.model.OptimizerSpec.AdaGrad;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HybridMarginsTest {
  private static final int PLAIN = 77;

  private static Factors machine(int outputs, int fields, int rank, List<FieldPair> without) {
    return new Factors(outputs, rank, new AdaGrad(.1, 1), 0, .05, fields, without, PLAIN);
  }

  private static Network network(Factors machine, List<Integer> layers, List<Integer> numbers) {
    return new Network(machine, layers, numbers, new AdaGrad(.02, 1e-3));
  }

  private static double[] sums(Random random, Network form) {
    double[] sums = new double[new FactorSums(form).sums()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (float) random.nextGaussian();
    }
    return sums;
  }

  private static double said(Network form, double[] sums) {
    DenseNetwork network = new DenseNetwork(form.shape());
    float[] inputs = new float[form.shape().inputs()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) sums[1 + i];
    }
    double[] out = new double[1];
    network.forward(inputs, out);
    return out[0];
  }

  @Test
  void pairsThatAreNotExcludedAddTheirProduct() {
    List<FieldPair> without = List.of(new FieldPair(0, 2), new FieldPair(2, 3));
    Network form = network(machine(1, 4, 3, without), List.of(6), List.of(1, 3));
    assertThat(form.shape()).isEqualTo(new DenseShape(4 * 3 + 2, List.of(6), 1));
    double[] sums = sums(new Random(1), form);
    HybridMargins margins = new HybridMargins(form);
    double margin = margins.margin(sums);
    double expected = sums[0] + said(form, sums);
    for (int a = 0; a < 4; a++) {
      for (int r = 0; r < 3; r++) {
        // The squares are taken off by what rows add up.
        double number = sums[1 + 3 * a + r];
        expected += number * number / 2;
        for (int b = a + 1; b < 4; b++) {
          if (!without.contains(new FieldPair(a, b))) {
            expected += number * sums[1 + 3 * b + r];
          }
        }
      }
    }
    assertThat(margin).isCloseTo(expected, within(1e-12));
    assertThat(margins.ofNetwork()).isEqualTo(said(form, sums));
  }

  @Test
  void theConstantHasNoProductsAndNumbersGoStraightIn() {
    Network form = network(machine(1, 3, 2, List.of()), List.of(), List.of(2));
    FactorSums sums = new FactorSums(form);
    double[] found = new double[sums.sums()];
    int[] fields = {0, 2};
    sums.begin();
    sums.add(3, new float[] {5, 6}, 0, PLAIN, 2, found, 0, sums.vectorAt(fields, 0));
    sums.addNumber(fields, 0, 2, found);
    sums.end(found);
    assertThat(found).containsExactly(6, 0, 0, 0, 0, 0, 0, 0);
    sums.addNumber(fields, 1, 1.5f, found);
    assertThat(found).containsExactly(6, 0, 0, 0, 0, 0, 0, 1.5);
  }

  @Test
  void formsThatMakeNoSenseAreErrors() {
    Factors several = machine(3, 2, 2, List.of());
    assertThatThrownBy(() -> network(several, List.of(4), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("network has more than one output: outputs=3");
    Factors without = machine(1, 0, 2, List.of());
    assertThatThrownBy(() -> network(without, List.of(4), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("width of a layer is out of range: before=0 ");
    Factors wide = machine(1, 20_000, 1, List.of());
    assertThatThrownBy(() -> network(wide, List.of(4), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("width of a layer is out of range: before=20000 ");
    assertThatThrownBy(() -> machine(1, 2, 2, List.of(new FieldPair(1, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pair is not of two fields, the lower first: pair=");
    assertThatThrownBy(() -> machine(1, 2, 2, List.of(new FieldPair(0, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pair is not of two fields, the lower first: pair=");
    List<FieldPair> twice = List.of(new FieldPair(0, 1), new FieldPair(0, 1));
    assertThatThrownBy(() -> machine(1, 2, 2, twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pairs are excluded twice: pairs=");
  }
}
