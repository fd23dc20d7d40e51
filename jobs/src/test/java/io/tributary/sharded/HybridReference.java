package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.model.TableSpec;
import io.tributary.replay.ShardedReplay;
import io.tributary.replay.ShardedSettings;
import java.util.ArrayList;
import java.util.List;

/** What the replay in memory makes of a plan with a dense table: rows as lanes, then weights. */
final class HybridReference {
  private HybridReference() {}

  /** Returns the weights of all blocks, those of the dense table last. */
  static float[] weights(ShardedPlan plan) {
    ShardedReplay replay =
        new ShardedReplay(
            new ShardedSettings(
                plan.model(),
                "logistic",
                plan.inputs().size(),
                plan.config().batchSize(),
                plan.config().inFlight(),
                100,
                plan.dense()));
    int longest = plan.inputs().stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (int source = 0; source < plan.inputs().size(); source++) {
        List<Example> examples = plan.inputs().get(source);
        if (i < examples.size()) {
          replay.add(examples.get(i), source, 0);
        }
      }
    }
    var unused = replay.finish();
    List<float[]> all = new ArrayList<>();
    for (int block = 0; block < plan.model().blocks(); block++) {
      all.add(replay.weights(block));
    }
    return ShardedPlan.join(all);
  }

  /** Returns the weights of what a simulation came to. */
  static float[] weights(ShardedPlan plan, float[] lanes) {
    TableSpec sparse = plan.model().sparse();
    int rows = sparse.layout().coordinates();
    float[] own = new float[rows * sparse.width()];
    System.arraycopy(lanes, 0, own, 0, own.length);
    float[] weights = new float[rows * sparse.weights()];
    sparse.copyWeights(own, weights);
    float[] dense = new float[lanes.length - own.length];
    System.arraycopy(lanes, own.length, dense, 0, dense.length);
    return ShardedPlan.join(List.of(weights, dense));
  }
}
