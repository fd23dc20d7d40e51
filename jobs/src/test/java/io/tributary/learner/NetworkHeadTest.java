package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.model.DenseOptimizerSpec.AdaGrad;
import io.tributary.model.HybridShape;
import io.tributary.model.HybridShape.FieldPair;
import io.tributary.scoring.HybridMargins;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NetworkHeadTest {
  private static final AdaGrad OPTIMIZER = new AdaGrad(.05, 1e-3);

  static List<HybridShape> shapes() {
    return List.of(
        new HybridShape(3, 4, 2, true, List.of(), List.of(8, 5), 1),
        new HybridShape(
            4, 2, 0, true, List.of(new FieldPair(0, 3), new FieldPair(1, 3)), List.of(7), 1),
        new HybridShape(3, 4, 2, false, List.of(), List.of(8, 5), 1),
        new HybridShape(2, 3, 1, false, List.of(), List.of(9), 4));
  }

  private static double[] sums(Random random, HybridShape shape) {
    double[] sums = new double[shape.sums()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (float) random.nextGaussian();
    }
    return sums;
  }

  private static double weighted(Head head, double[] sums, double[] gradients) {
    double[] margins = new double[head.outputs()];
    head.margins(sums, margins);
    double weighted = 0;
    for (int i = 0; i < margins.length; i++) {
      weighted += margins[i] * gradients[i];
    }
    return weighted;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void slopesAreThoseOfFiniteDifferences(HybridShape shape) {
    Random random = new Random(5);
    Head other = new NetworkHead(shape, OPTIMIZER);
    for (int example = 0; example < 20; example++) {
      NetworkHead head = new NetworkHead(shape, OPTIMIZER);
      double[] sums = sums(random, shape);
      double[] gradients = random.doubles(shape.outputs()).map(x -> x - .5).toArray();
      double[] slopes = new double[shape.sums()];
      head.margins(sums, new double[shape.outputs()]);
      head.slopes(sums, gradients, slopes);
      int embedded = shape.outputs() + shape.fields() * shape.rank();
      for (int i = 0; i < shape.sums(); i++) {
        double before = sums[i];
        double delta = 1.0 / 1024;
        sums[i] = before + delta;
        double above = weighted(other, sums, gradients);
        sums[i] = before - delta;
        double below = weighted(other, sums, gradients);
        sums[i] = before;
        double expected = i < embedded ? (above - below) / (2 * delta) : 0;
        // A single precision network, and now and then a ReLU that bends in between.
        assertThat(slopes[i]).isCloseTo(expected, within(3e-3));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void servesWhatItLearnedToTheBit(HybridShape shape) {
    NetworkHead head = new NetworkHead(shape, OPTIMIZER);
    Random random = new Random(6);
    double[] margins = new double[shape.outputs()];
    double[] slopes = new double[shape.sums()];
    for (int i = 0; i < 500; i++) {
      double[] sums = sums(random, shape);
      head.margins(sums, margins);
      head.slopes(sums, random.doubles(shape.outputs()).map(x -> x - .5).toArray(), slopes);
    }
    HybridMargins serving = new HybridMargins(shape);
    serving
        .network()
        .refresh(head.lanes(), head.width(), 0, serving.network().shape().parameters());
    double[] served = new double[shape.outputs()];
    for (int i = 0; i < 50; i++) {
      double[] sums = sums(random, shape);
      head.margins(sums, margins);
      serving.margins(sums, served);
      assertThat(served).containsExactly(margins);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void lanesThatOthersWriteCountOnceRefreshed(HybridShape shape) {
    NetworkHead head = new NetworkHead(shape, OPTIMIZER);
    double[] sums = sums(new Random(7), shape);
    double[] before = new double[shape.outputs()];
    double[] after = new double[shape.outputs()];
    head.margins(sums, before);
    // The bias of the last neuron.
    int last = head.lanes().length / head.width() - 1;
    head.lanes()[last * head.width()] = 2;
    head.refresh(last, last + 1);
    head.margins(sums, after);
    int output = shape.outputs() - 1;
    assertThat(after[output] - before[output]).isCloseTo(2, within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void marginsTakeNoStep(HybridShape shape) {
    NetworkHead head = new NetworkHead(shape, OPTIMIZER);
    head.margins(sums(new Random(8), shape), new double[shape.outputs()]);
    assertThat(head.lanes()).containsOnly(0);
    assertThat(head.sums()).isEqualTo(shape.sums());
    assertThat(head.outputs()).isEqualTo(shape.outputs());
  }
}
