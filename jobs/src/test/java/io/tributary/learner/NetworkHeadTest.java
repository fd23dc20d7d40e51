package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.model.FactorSums;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.Form.Network;
import io.tributary.model.HybridMargins;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Adam;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NetworkHeadTest {
  private static final AdaGrad ADA_GRAD = new AdaGrad(.05, 1e-3);

  static List<Network> forms() {
    List<FieldPair> without = List.of(new FieldPair(0, 3), new FieldPair(1, 3));
    return List.of(
        form(3, 4, List.of(), List.of(8, 5), List.of(0, 2), ADA_GRAD),
        form(4, 2, without, List.of(7), List.of(), ADA_GRAD),
        form(3, 4, List.of(), List.of(8, 5), List.of(1), new Adam(.01, .9, .999, 1e-8)),
        form(2, 3, List.of(), List.of(), List.of(1), ADA_GRAD));
  }

  private static Network form(
      int fields,
      int rank,
      List<FieldPair> without,
      List<Integer> layers,
      List<Integer> numbers,
      OptimizerSpec optimizer) {
    Factors machine = new Factors(1, rank, new AdaGrad(.1, 1), 0, .05, fields, without, -1);
    return new Network(machine, layers, numbers, optimizer);
  }

  /** Returns a head with room for more parameters than there are, as the blocks of a table have. */
  private static NetworkHead head(Network form) {
    return new NetworkHead(form, form.denseRows() + 3);
  }

  private static int sums(Network form) {
    return new FactorSums(form).sums();
  }

  private static double[] sums(Random random, Network form) {
    double[] sums = new double[sums(form)];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (float) random.nextGaussian();
    }
    return sums;
  }

  private static double margin(Head head, double[] sums) {
    double[] margins = new double[1];
    head.margins(sums, margins);
    return margins[0];
  }

  @ParameterizedTest
  @MethodSource("forms")
  void slopesAreThoseOfFiniteDifferences(Network form) {
    Random random = new Random(5);
    Head other = head(form);
    for (int example = 0; example < 20; example++) {
      NetworkHead head = head(form);
      double[] sums = sums(random, form);
      double gradient = random.nextDouble() - .5;
      double[] slopes = new double[sums.length];
      head.margins(sums, new double[1]);
      head.slopes(sums, new double[] {gradient}, slopes);
      for (int i = 0; i < sums.length; i++) {
        double before = sums[i];
        double delta = 1.0 / 1024;
        sums[i] = before + delta;
        double above = margin(other, sums);
        sums[i] = before - delta;
        double below = margin(other, sums);
        sums[i] = before;
        // A single precision network, and now and then a ReLU that bends in between.
        assertThat(slopes[i]).isCloseTo(gradient * (above - below) / (2 * delta), within(3e-3));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void servesWhatItLearnedToTheBit(Network form) {
    NetworkHead head = head(form);
    Random random = new Random(6);
    double[] slopes = new double[sums(form)];
    for (int i = 0; i < 500; i++) {
      double[] sums = sums(random, form);
      double unused = margin(head, sums);
      head.slopes(sums, new double[] {random.nextDouble() - .5}, slopes);
    }
    HybridMargins serving = new HybridMargins(form);
    serving.network().refresh(head.lanes(), form.optimizer().lanes(), 0, form.denseRows());
    for (int i = 0; i < 50; i++) {
      double[] sums = sums(random, form);
      assertThat(serving.margin(sums)).isEqualTo(margin(head, sums));
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void lanesThatOthersWriteCountOnceRefreshed(Network form) {
    NetworkHead head = head(form);
    double[] sums = sums(new Random(7), form);
    double before = margin(head, sums);
    int bias = form.denseRows() - 1; // That of the only output.
    head.lanes()[bias * form.optimizer().lanes()] = 2;
    assertThat(margin(head, sums)).isEqualTo(before);
    head.refresh();
    assertThat(margin(head, sums) - before).isCloseTo(2, within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void marginsTakeNoStep(Network form) {
    NetworkHead head = head(form);
    double unused = margin(head, sums(new Random(8), form));
    assertThat(head.lanes()).hasSize((form.denseRows() + 3) * form.optimizer().lanes());
    assertThat(head.lanes()).containsOnly(0);
    assertThat(head.sums()).isEqualTo(sums(form));
    assertThat(head.outputs()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void learningLeavesTheRowsBeyondTheNetworkAlone(Network form) {
    NetworkHead head = head(form);
    Random random = new Random(9);
    double[] slopes = new double[sums(form)];
    for (int i = 0; i < 20; i++) {
      double[] sums = sums(random, form);
      double unused = margin(head, sums);
      head.slopes(sums, new double[] {1}, slopes);
    }
    int width = form.optimizer().lanes();
    for (int at = 0; at < head.lanes().length; at++) {
      if (at >= form.denseRows() * width) {
        assertThat(head.lanes()[at]).isZero();
      }
    }
    assertThat(head.lanes()[(form.denseRows() - 1) * width]).isNotZero();
  }
}
