package io.tributary.sharded;

import io.tributary.example.FeatureVector;
import io.tributary.learner.SparseLayer;
import io.tributary.sharded.ShardMessage.Part;
import java.util.Arrays;

/**
 * The forward and backward steps of one block. Both work on a compact copy of a part's rows.
 *
 * <p>Between the two steps of an example, others have moved its margin: those of the batches in
 * flight, and those before it in its own batch. With the slopes of the forward step alone, all of
 * them would correct the same error, and together overshoot. So the backward step looks how far the
 * block's sums have moved since, and corrects the slopes by it, as delay-compensated SGD does
 * (Zheng et al., Asynchronous SGD with Delay Compensation, ICML 2017), but along the slopes. The
 * margin's move is not known here, only the block's share of it; the other coordinates of an
 * example are taken to have moved as much as those of this block. Nothing moves while one example
 * is learned at a time, and then nothing is corrected.
 */
final class LayerSteps {
  private static final double MOST_GROWTH = 4;

  private final SparseLayer layer;
  private final BlockRows rows;
  private final int width;
  private final int sums;
  private final int blocks;
  private final FeatureVector features = new FeatureVector();
  private final double[] numbers;
  private final double[] slopes;
  private float[] lanes = new float[0];
  private int[] places = new int[16];

  /**
   * Creates the steps of a block.
   *
   * @param blocks number of blocks of the model
   */
  LayerSteps(SparseLayer layer, BlockRows rows, int blocks) {
    this.layer = layer;
    this.rows = rows;
    this.blocks = blocks;
    width = layer.width();
    sums = layer.sums();
    numbers = new double[sums];
    slopes = new double[sums];
  }

  /** Returns the sums of each member. */
  float[] forward(Part part) {
    float[] result = new float[part.members().length * sums];
    reserve(part);
    rows.read(part, lanes);
    int at = 0;
    for (int member = 0; member < part.members().length; member++) {
      at = read(part, member, at);
      Arrays.fill(numbers, 0);
      layer.forward(lanes, places, features, numbers);
      for (int i = 0; i < sums; i++) {
        result[member * sums + i] = (float) numbers[i];
      }
    }
    return result;
  }

  /** Learns from the errors of a batch, example by example. */
  void apply(KeptPart kept, Errors errors) {
    Part part = kept.part();
    float[] before = kept.sums();
    if (part.members().length == 0 || before == null) {
      return;
    }
    reserve(part);
    rows.see(part, lanes);
    boolean lacksRows = rows.lacksRows();
    int at = 0;
    for (int member = 0; member < part.members().length; member++) {
      at = read(part, member, at);
      int example = part.members()[member];
      for (int i = 0; i < sums; i++) {
        slopes[i] = errors.slopes()[example * sums + i];
      }
      double share = Math.min(blocks, (double) part.totals()[member] / part.counts()[member]);
      correct(before, member * sums, share * errors.dampings()[example]);
      layer.step(lanes, places, features, slopes);
      if (lacksRows) {
        forget(part.counts()[member]);
      }
    }
    rows.write(part, lanes);
  }

  /** Takes back what an example has taught to features that have no row. */
  private void forget(int count) {
    for (int i = 0; i < count; i++) {
      if (rows.isAbsent(places[i])) {
        Arrays.fill(lanes, places[i] * width, (places[i] + 1) * width, 0);
      }
    }
  }

  private void correct(float[] before, int from, double damping) {
    Arrays.fill(numbers, 0);
    layer.forward(lanes, places, features, numbers);
    double moved = 0;
    for (int i = 0; i < sums; i++) {
      moved += slopes[i] * ((float) numbers[i] - before[from + i]);
    }
    if (moved != 0) {
      double factor = factor(damping * moved);
      for (int i = 0; i < sums; i++) {
        double slope = slopes[i] * factor;
        slopes[i] = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, slope));
      }
    }
  }

  /**
   * Returns what becomes of a slope.
   *
   * @param change of it relative to itself, as its derivative says. A slope that has shrunk keeps
   *     its sign, because the move was only estimated.
   */
  private static double factor(double change) {
    if (Double.isNaN(change)) {
      return 0;
    }
    return change < 0 ? 1 / (1 - change) : 1 + Math.min(change, MOST_GROWTH);
  }

  /** Returns true when errors can be those of a part. */
  boolean fits(Part part, Errors errors) {
    if (errors.examples() != part.examples()
        || errors.slopes().length != part.examples() * sums
        || errors.dampings().length != part.examples()
        || errors.header().last() != part.last()) {
      return false;
    }
    for (float damping : errors.dampings()) {
      if (!(damping >= 0 && damping <= Float.MAX_VALUE)) {
        return false;
      }
    }
    for (float slope : errors.slopes()) {
      if (!Float.isFinite(slope)) {
        return false;
      }
    }
    return true;
  }

  private void reserve(Part part) {
    int size = part.rows();
    if (lanes.length < size * width) {
      lanes = new float[Math.max(size * width, 2 * lanes.length)];
    }
  }

  /** Sets the features of a member to those of a part, and returns where the next ones begin. */
  private int read(Part part, int member, int at) {
    int count = part.counts()[member];
    if (places.length < count) {
      places = new int[Math.max(count, 2 * places.length)];
    }
    features.clear();
    boolean ones = part.values().length == 0;
    for (int i = 0; i < count; i++) {
      int place = part.positions()[at + i];
      places[i] = place;
      int coordinate = rows.coordinate(part, place);
      float value = ones ? 1 : part.values()[at + i];
      if (part.fields().length == 0) {
        features.add(coordinate, value);
      } else {
        features.add(coordinate, value, part.fields()[at + i]);
      }
    }
    return at + count;
  }
}
