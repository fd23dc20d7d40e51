package io.tributary.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ShapeCounterTest {
  @Test
  void ofNothingNothingIsKnown() {
    StreamShape shape = new ShapeCounter().shape();
    assertThat(shape).isEqualTo(StreamShape.UNKNOWN);
    assertThat(shape.density()).isNaN();
  }

  private static Example example(long time, double label, int... coordinates) {
    float[] ones = new float[coordinates.length];
    return new Example(
        0, time, Example.NO_TIME, (float) label, 1, FeatureVector.of(coordinates, ones));
  }

  @Test
  void countsWhatExamplesTouchAndTheirPace() {
    ShapeCounter counter = new ShapeCounter();
    counter.add(example(5_000, 1, 1, 2, 3));
    counter.add(example(3_000, 0, 2));
    counter.add(example(Example.NO_TIME, 1, 3, 900_000));
    StreamShape shape = counter.shape();
    assertThat(shape.examples()).isEqualTo(3);
    assertThat(shape.active()).isEqualTo(2);
    assertThat(shape.coordinates()).isEqualTo(4);
    assertThat(shape.density()).isEqualTo(.5);
    assertThat(shape.perSecond()).isEqualTo(1.5);
    assertThat(shape.at(7).perSecond()).isEqualTo(7);
  }

  @Test
  void correlationIsThatOfLabelsWithTheOnesBefore() {
    Random random = new Random(1);
    ShapeCounter chance = new ShapeCounter();
    ShapeCounter repeating = new ShapeCounter();
    ShapeCounter large = new ShapeCounter();
    ShapeCounter constant = new ShapeCounter();
    double last = 0;
    for (int i = 0; i < 20_000; i++) {
      chance.add(example(0, random.nextInt(2), 1));
      // As before in 85 of 100 cases.
      last = random.nextInt(100) < 85 ? last : 1 - last;
      repeating.add(example(0, last, 1));
      large.add(example(0, 1_000_000 + last, 1));
      constant.add(example(0, 3, 1));
    }
    assertThat(chance.shape().labelCorrelation()).isCloseTo(0, within(.03));
    assertThat(repeating.shape().labelCorrelation()).isCloseTo(.7, within(.03));
    assertThat(large.shape().labelCorrelation())
        .isCloseTo(repeating.shape().labelCorrelation(), within(1e-3));
    assertThat(constant.shape().labelCorrelation()).isNaN();
  }
}
