package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.Loss;
import io.tributary.learner.Losses;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CurvatureTest {
  @Test
  void aCodeIsWithinAnEighthOfWhatItStandsFor() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      float curvature = (float) (Math.pow(2, random.nextInt(62) - 31) * (1 + random.nextDouble()));
      Curvature told = Curvature.ofEach(new byte[] {Curvature.encode(curvature)});
      assertThat(told.at(0, 7)).isCloseTo(curvature, within(curvature / 8));
    }
  }

  @Test
  void codesAreOrderedAndEndsAreKept() {
    float[] rising = {0, 1e-30f, 1e-9f, .25f, 1, 1.3f, 1e6f, 4e9f, Float.MAX_VALUE};
    int before = 0;
    for (float curvature : rising) {
      int code = Curvature.encode(curvature) & 0xFF;
      assertThat(code).isGreaterThanOrEqualTo(before);
      before = code;
    }
    assertThat(before).isEqualTo(255);
    assertThat(Curvature.encode(0f)).isZero();
    assertThat(Curvature.ofEach(new byte[1]).at(0, 5)).isZero();
  }

  @Test
  void whatIsToldForAllIsAMultipleOfTheMass() {
    assertThat(Curvature.ofMass(.5f).at(9, 3)).isEqualTo(1.5f);
    assertThat(Curvature.OF_LIKELIHOOD.at(0, 3)).isEqualTo(3);
  }

  /** By the definition, over examples whose coordinates and values are known. */
  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared"})
  void aRoundSumsUpTheSecondDerivativeTimesTheValueSquared(String name) {
    Loss loss = Losses.named(name);
    float[] lanes = new float[64];
    TouchedCoordinates touched = new TouchedCoordinates(lanes, 1, -1, 6);
    RoundCurvature round = new RoundCurvature(touched);
    round.begin(true);
    double[] expected = new double[64];
    Random random = new Random(4);
    for (int i = 0; i < 100; i++) {
      FeatureVector features = new FeatureVector();
      for (int j = 0; j < 5; j++) {
        features.add(j * 7 + random.nextInt(5), random.nextFloat() * 3);
      }
      Example example = new Example(0, 0, 0, random.nextInt(2), .5f, features);
      double margin = random.nextGaussian();
      touched.touch(features.indices(), features.size());
      double slope = loss.gradient(margin, example.label()) * .5;
      round.add(features, loss.curvature(margin, example.label()) * .5, slope * slope);
      for (int j = 0; j < features.size(); j++) {
        double value = features.values()[j];
        expected[features.indices()[j]] +=
            .5 * loss.curvature(margin, example.label()) * value * value;
      }
    }
    long[] sorted = touched.sorted();
    Curvature told = round.of(sorted, 0, touched.size());
    for (int i = 0; i < touched.size(); i++) {
      double sum = expected[(int) (sorted[i] >>> 32)];
      assertThat((double) told.at(i, 0)).isCloseTo(sum, within(sum / 7.9));
    }
  }

  @Test
  void aLongRoundTellsWhatAUnitOfMassIsWorth() {
    TouchedCoordinates touched = new TouchedCoordinates(new float[8], 2, 1, 2);
    RoundCurvature round = new RoundCurvature(touched);
    round.begin(false);
    FeatureVector features = new FeatureVector();
    features.add(1, 3);
    touched.touch(features.indices(), 1);
    round.add(features, 1, 16);
    round.add(features, 1, 4);
    // Two examples of loss'' 1, and squared slopes of 16 and 4.
    Curvature told = round.of(touched.sorted(), 0, 1);
    assertThat(told).isEqualTo(Curvature.ofMass(.1f));
    assertThat((double) told.at(0, (16 + 4) * 9)).isCloseTo(2 * 9, within(1e-5));
  }
}
