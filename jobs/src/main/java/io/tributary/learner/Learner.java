package io.tributary.learner;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockLayout;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableSpec;
import java.util.List;

/**
 * Learns a linear model over {@code 2^bits} hashed coordinates, one example at a time. Predicting
 * and learning allocate nothing. Not thread safe.
 *
 * <p>No example makes a lane infinite or NaN. The gradient of the logistic loss lies within -1 and
 * 1 whatever the margin, so it needs no clipping. That of the squared loss does not: at too high a
 * rate weights grow, up to 1e30, and stay there; the error shows in the metrics.
 */
public final class Learner implements ModelLearner {
  private final OptimizerSpec spec;
  private final Loss loss;
  private final Optimizer optimizer;
  private final float[] lanes;

  /**
   * Creates a learner whose lanes are all 0.
   *
   * @param spec how it learns, and its lanes
   * @param loss what it makes small
   * @param bits logarithm of the number of coordinates, 1 to 30, and 1 to 29 with two lanes
   */
  public Learner(OptimizerSpec spec, Loss loss, int bits) {
    if (bits < 1 || bits > 30 || (long) spec.lanes() << bits > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "bits out of range: bits=" + bits + " allowed=1.." + (spec.lanes() > 1 ? 29 : 30));
    }
    this.spec = spec;
    this.loss = loss;
    this.optimizer = Optimizer.of(spec);
    this.lanes = new float[optimizer.lanes() << bits];
  }

  /**
   * Returns the lanes themselves, those of one coordinate adjacent: {@code 2^bits *
   * lanesPerCoordinate} floats. Whoever merges models may write to them, finite values only, and
   * may turn the sign of a squared-gradient mass to mark a coordinate: it makes no difference here.
   */
  @Override
  public float[] lanes() {
    return lanes;
  }

  @Override
  public List<float[]> tables() {
    return List.of(lanes);
  }

  @Override
  public List<TableSpec> tables(BlockLayout layout) {
    return List.of(TableSpec.linear(layout, spec));
  }

  /** Returns the number of lanes of each coordinate, 1 or 2. */
  @Override
  public int lanesPerCoordinate() {
    return optimizer.lanes();
  }

  /** Returns the loss this learner makes small. */
  public Loss loss() {
    return loss;
  }

  /** Returns the margin of a vector: finite when its values are, otherwise infinite or NaN. */
  public double margin(FeatureVector features) {
    return optimizer.margin(lanes, features.indices(), features.values(), features.size());
  }

  /**
   * Predicts an example, then learns it. Teaches nothing when a value, the label or the weight is
   * not finite.
   *
   * @return the margin before learning, finite when the example's values are
   */
  public double learn(Example example) {
    double margin = margin(example.features());
    var unused = learn(example, margin);
    return margin;
  }

  /**
   * Learns an example whose margin is known, as {@link #learn(Example)} does.
   *
   * @param margin of the example, on these very lanes
   * @return the derivative of the example's loss with respect to the margin, times its weight; 0
   *     when it teaches nothing
   */
  public double learn(Example example, double margin) {
    FeatureVector features = example.features();
    double gradient = loss.gradient(margin, example.label()) * example.weight();
    // a margin tells whether all values are finite, because all weights are
    if (Double.isFinite(margin) && Double.isFinite(gradient) && gradient != 0) {
      optimizer.step(lanes, features.indices(), features.values(), features.size(), gradient);
      return gradient;
    }
    return 0;
  }
}
