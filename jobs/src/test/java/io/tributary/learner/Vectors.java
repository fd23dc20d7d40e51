package io.tributary.learner;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import java.util.Random;

/** Examples for tests. */
final class Vectors {
  private Vectors() {}

  /** Returns a vector of index and value by turns. */
  static FeatureVector vector(double... indexAndValue) {
    FeatureVector features = new FeatureVector();
    for (int i = 0; i < indexAndValue.length; i += 2) {
      features.add((int) indexAndValue[i], (float) indexAndValue[i + 1]);
    }
    return features;
  }

  /** Returns an example of weight 1. */
  static Example example(double label, FeatureVector features) {
    return example(label, 1, features);
  }

  static Example example(double label, double weight, FeatureVector features) {
    return new Example(
        0, Example.NO_TIME, Example.NO_TIME, (float) label, (float) weight, features);
  }

  /** Returns five of {@code coordinates} with values around 1, and coordinate 0 with 1. */
  static FeatureVector random(Random random, int coordinates) {
    FeatureVector features = new FeatureVector(6);
    features.add(0, 1);
    for (int i = 0; i < 5; i++) {
      features.add(1 + random.nextInt(coordinates - 1), (float) (0.5 + random.nextDouble()));
    }
    return features;
  }
}
