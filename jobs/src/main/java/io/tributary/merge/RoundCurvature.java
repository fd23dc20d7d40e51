package io.tributary.merge;

import io.tributary.example.FeatureVector;
import java.util.Arrays;

/**
 * Sums up the curvature of the open round of a replica, either for each coordinate or over all of
 * them. The sum over all of them is two numbers, so that long rounds pay nothing for theirs.
 */
final class RoundCurvature {
  private final TouchedCoordinates touched;
  private boolean ofEach;

  /** Of each touched coordinate, in the order of touching. */
  private float[] each = new float[0];

  private double curvature;
  private double squaredSlope;

  /** What a checkpoint keeps of it. */
  record Sums(boolean ofEach, float[] each, double curvature, double squaredSlope) {
    /** Nothing learned yet. */
    static final Sums NONE = new Sums(false, new float[0], 0, 0);

    /** Returns what the round's delta tells of rows that all examples touch. */
    Curvature ofAll() {
      return Curvature.ofMass(perMass(curvature, squaredSlope));
    }

    /** Returns what the round's delta tells of some of the coordinates. */
    Curvature of(int[] positions) {
      if (!ofEach) {
        return ofAll();
      }
      byte[] codes = new byte[positions.length];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = Curvature.encode(each[positions[i]]);
      }
      return Curvature.ofEach(codes);
    }
  }

  /**
   * Creates the sum of a round without examples.
   *
   * @param touched the coordinates of the round
   */
  RoundCurvature(TouchedCoordinates touched) {
    this.touched = touched;
  }

  /**
   * Begins a round.
   *
   * @param forEach whether to tell the coordinates one by one
   */
  void begin(boolean forEach) {
    ofEach = forEach;
    curvature = 0;
    squaredSlope = 0;
    Arrays.fill(each, 0);
  }

  /**
   * Adds an example whose coordinates are touched, and which has taught something.
   *
   * @param bend second derivative of its loss with respect to its margins, times its weight
   * @param squared square of the gradients it was learned with, its weight included
   */
  void add(FeatureVector features, double bend, double squared) {
    curvature += bend;
    squaredSlope += squared;
    if (ofEach) {
      addToEach(features, bend);
    }
  }

  /** Adds an example whose coordinates are not told apart. */
  void addToAll(double bend, double squared) {
    curvature += bend;
    squaredSlope += squared;
  }

  private void addToEach(FeatureVector features, double bend) {
    if (each.length < touched.size()) {
      each = Arrays.copyOf(each, Math.max(touched.size(), 2 * each.length));
    }
    for (int i = 0; i < features.size(); i++) {
      int slot = touched.slotOf(features.indices()[i]);
      double value = features.values()[i];
      each[slot] = (float) Math.min(Float.MAX_VALUE, each[slot] + bend * value * value);
    }
  }

  /**
   * Returns the curvature of some of the {@linkplain TouchedCoordinates#sorted sorted} coordinates.
   *
   * @param from the first of them
   * @param end behind the last
   */
  Curvature of(long[] sorted, int from, int end) {
    if (!ofEach) {
      return ofAll();
    }
    byte[] codes = new byte[end - from];
    for (int i = from; i < end; i++) {
      codes[i - from] = Curvature.encode(sum((int) sorted[i]));
    }
    return Curvature.ofEach(codes);
  }

  /** Returns the curvature that rows have which all examples touch. */
  Curvature ofAll() {
    return Curvature.ofMass(perMass(curvature, squaredSlope));
  }

  private float sum(int slot) {
    return slot < each.length ? each[slot] : 0;
  }

  private static float perMass(double curvature, double squaredSlope) {
    // A round that fits to the last digit has no mass to be multiplied.
    return squaredSlope > 0 ? (float) Math.min(Float.MAX_VALUE, curvature / squaredSlope) : 1;
  }

  /**
   * Returns what a checkpoint keeps.
   *
   * @param sorted the touched coordinates in the order in which the checkpoint has them
   */
  Sums sums(long[] sorted) {
    float[] inOrder = new float[ofEach ? touched.size() : 0];
    for (int i = 0; i < inOrder.length; i++) {
      inOrder[i] = sum((int) sorted[i]);
    }
    return new Sums(ofEach, inOrder, curvature, squaredSlope);
  }

  /** Goes on with a round that a checkpoint found open. */
  void restore(Sums sums) {
    ofEach = sums.ofEach();
    each = sums.each().clone();
    curvature = sums.curvature();
    squaredSlope = sums.squaredSlope();
  }
}
