package io.tributary.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.model.HybridShape;
import io.tributary.model.HybridShape.FieldPair;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HybridMarginsTest {
  private static double[] sums(Random random, HybridShape shape) {
    double[] sums = new double[shape.sums()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (float) random.nextGaussian();
    }
    return sums;
  }

  private static double[] network(HybridShape shape, double[] sums) {
    DenseNetwork network = new DenseNetwork(shape.network());
    float[] inputs = new float[shape.network().inputs()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) sums[shape.outputs() + i];
    }
    double[] out = new double[shape.outputs()];
    network.forward(inputs, out);
    return out;
  }

  @Test
  void pairsThatAreNotExcludedAddTheirProduct() {
    List<FieldPair> excluded = List.of(new FieldPair(0, 2), new FieldPair(2, 3));
    HybridShape shape = new HybridShape(4, 3, 2, true, excluded, List.of(6), 1);
    double[] sums = sums(new Random(1), shape);
    double[] margins = new double[1];
    new HybridMargins(shape).margins(sums, margins);
    double expected = sums[0] + network(shape, sums)[0];
    for (int a = 0; a < 4; a++) {
      for (int r = 0; r < 3; r++) {
        // The squares are taken off by what rows add up.
        double number = sums[1 + 3 * a + r];
        expected += number * number / 2;
        for (int b = a + 1; b < 4; b++) {
          if (!excluded.contains(new FieldPair(a, b))) {
            expected += number * sums[1 + 3 * b + r];
          }
        }
      }
    }
    assertThat(margins[0]).isCloseTo(expected, within(1e-12));
  }

  @Test
  void severalOutputsAddTheirSums() {
    HybridShape shape = new HybridShape(2, 2, 1, false, List.of(), List.of(5, 4), 3);
    double[] sums = sums(new Random(2), shape);
    double[] margins = new double[3];
    new HybridMargins(shape).margins(sums, margins);
    double[] network = network(shape, sums);
    for (int output = 0; output < 3; output++) {
      assertThat(margins[output]).isEqualTo(network[output] + sums[output]);
    }
  }

  @Test
  void shapesThatMakeNoSenseAreErrors() {
    List<FieldPair> pair = List.of(new FieldPair(1, 0));
    assertThatThrownBy(() -> new HybridShape(2, 2, 0, true, pair, List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pair is not of two fields, the lower first: pair=");
    assertThatThrownBy(() -> new HybridShape(2, 2, 0, true, List.of(), List.of(), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("products of fields need one output: outputs=2 allowed=1");
    assertThatThrownBy(() -> new HybridShape(2, 2, 0, false, pair, List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pairs are excluded from products that there are not: excluded=");
    assertThatThrownBy(() -> new HybridShape(0, 2, 0, true, List.of(), List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hybrid has too little: fields=0 rank=2 numerics=0 outputs=1");
    List<FieldPair> twice = List.of(new FieldPair(0, 1), new FieldPair(0, 1));
    assertThatThrownBy(() -> new HybridShape(2, 2, 0, true, twice, List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pairs are excluded twice: excluded=");
    assertThatThrownBy(() -> new HybridShape(20_000, 1, 0, true, List.of(), List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("network has too many inputs: inputs=20000 allowed=1..16384");
  }
}
