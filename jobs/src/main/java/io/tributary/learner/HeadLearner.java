package io.tributary.learner;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockLayout;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableSpec;
import java.util.List;

/**
 * Learns the dense table of a model and nothing else: the rows of its sparse table are learned
 * elsewhere. The values of an example's features are the sums over its rows, in their order.
 *
 * <p>Its only table is numbered as if the model had no other.
 */
public final class HeadLearner implements ModelLearner {
  private final Head head;
  private final HeadStep step;
  private final TableSpec table;

  /**
   * Creates a learner that has learned nothing.
   *
   * @throws IllegalArgumentException when the model has no dense table
   */
  public HeadLearner(ModelSpec model, Objective objective) {
    TableSpec dense = model.dense();
    if (dense == null) {
      throw new IllegalArgumentException("model has no dense table: form=" + model.form());
    }
    table = new TableSpec(dense.name(), 0, dense.layout(), dense.groups(), dense.denseRows());
    head = Layers.head(model);
    step = new HeadStep(head, objective);
  }

  /** Returns what it made of the last example. */
  public HeadStep step() {
    return step;
  }

  /** Predicts an example from its sums. */
  public double[] predict(FeatureVector sums) {
    if (sums.size() != step.sums()) {
      throw new IllegalArgumentException(
          "example has another number of sums: sums=" + sums.size() + " expected=" + step.sums());
    }
    return step.predict(sums.values());
  }

  /** Learns the example that was predicted last; false when it teaches nothing. */
  public boolean learn(Example example) {
    return step.learn(example.label(), example.weight());
  }

  /** Returns the curvature of the last example's loss, times its weight; 0 if it taught nothing. */
  public double bend() {
    return step.bend();
  }

  /** Returns the square of the last example's gradients; 0 when it taught nothing. */
  public double squaredSlope() {
    return step.squaredSlope();
  }

  @Override
  public float[] lanes() {
    return head.lanes();
  }

  @Override
  public int lanesPerCoordinate() {
    return table.width();
  }

  @Override
  public void refresh() {
    head.refresh();
  }

  @Override
  public List<float[]> tables() {
    return List.of(head.lanes());
  }

  @Override
  public List<TableSpec> tables(BlockLayout layout) {
    return List.of(table);
  }
}
