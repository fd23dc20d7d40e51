package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.Losses;
import io.tributary.learner.SparseLayer;
import io.tributary.model.BlockLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The protocol written down as plain loops over one array: what shards, whatever happens, have to
 * come to, to the bit.
 */
final class ShardedReference {
  private record Seen(Example example, List<FeatureVector> parts, float[] sums, double margin) {}

  private final ShardedPlan plan;
  private final BlockLayout layout;
  private final SparseLayer layer;
  private final float[] lanes;

  private ShardedReference(ShardedPlan plan) {
    this.plan = plan;
    layout = plan.config().layout();
    layer = plan.layer();
    lanes = new float[layout.coordinates() * layer.width()];
  }

  /** Returns the lanes of all blocks. */
  static float[] lanes(ShardedPlan plan) {
    return new ShardedReference(plan).run();
  }

  private float[] run() {
    List<List<List<Example>>> batches = new ArrayList<>();
    plan.inputs().forEach(examples -> batches.add(batches(plan, examples)));
    int rounds = batches.stream().mapToInt(List::size).max().orElse(0);
    List<List<List<Seen>>> seen = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      while (seen.size() < rounds && seen.size() <= round + plan.config().inFlight()) {
        seen.add(forward(batches, seen.size()));
      }
      for (List<Seen> batch : seen.get(round)) {
        for (int block = 0; block < layout.blocks(); block++) {
          for (Seen one : batch) {
            learn(one, block);
          }
        }
      }
    }
    return lanes;
  }

  static List<List<Example>> batches(ShardedPlan plan, List<Example> examples) {
    List<List<Example>> batches = new ArrayList<>();
    int at = 0;
    boolean last = false;
    while (!last) {
      int full = plan.config().batchSize().full(at);
      last = examples.size() - at < full;
      int end = Math.min(examples.size(), at + full);
      batches.add(examples.subList(at, end));
      at = end;
    }
    return batches;
  }

  private List<List<Seen>> forward(List<List<List<Example>>> batches, int round) {
    List<List<Seen>> all = new ArrayList<>();
    for (List<List<Example>> source : batches) {
      if (round < source.size()) {
        all.add(source.get(round).stream().map(this::predict).toList());
      }
    }
    return all;
  }

  private Seen predict(Example example) {
    List<FeatureVector> parts = new ArrayList<>();
    float[] sums = new float[layout.blocks()];
    double margin = 0;
    for (int block = 0; block < layout.blocks(); block++) {
      FeatureVector part = new FeatureVector();
      FeatureVector features = example.features();
      for (int i = 0; i < features.size(); i++) {
        if (layout.blockOf(features.indices()[i]) == block) {
          part.add(features.indices()[i], features.values()[i]);
        }
      }
      parts.add(part);
      sums[block] = sum(part);
      margin += sums[block];
    }
    return new Seen(example, parts, sums, margin);
  }

  private float sum(FeatureVector part) {
    double[] sum = new double[1];
    layer.forward(lanes, part.indices(), part, sum);
    return (float) sum[0];
  }

  static double corrected(double slope, double change) {
    return slope * (change < 0 ? 1 / (1 - change) : 1 + Math.min(change, 4));
  }

  private void learn(Seen seen, int block) {
    FeatureVector part = seen.parts.get(block);
    if (part.size() == 0) {
      return;
    }
    Example example = seen.example;
    double gradient =
        Losses.named("logistic").gradient(seen.margin, example.label()) * example.weight();
    double curvature = Losses.named("logistic").curvature(seen.margin, example.label());
    double slope = (float) gradient;
    double damping = (float) (curvature * example.weight() / (gradient * gradient));
    double share = Math.min(layout.blocks(), (double) example.features().size() / part.size());
    double moved = slope * (sum(part) - seen.sums[block]);
    slope = corrected(slope, moved == 0 ? 0 : share * damping * moved);
    layer.step(lanes, part.indices(), part, new double[] {slope});
  }
}
