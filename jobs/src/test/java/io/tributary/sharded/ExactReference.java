package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.Losses;
import io.tributary.learner.SparseLayer;
import io.tributary.sharded.exact.ExactTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The protocol with exact tables written down as plain loops: batches are predicted with what there
 * is, and learned in one order, in which features are seen.
 */
final class ExactReference {
  private record Seen(Example example, float[] sums, double margin) {}

  private final ShardedPlan plan;
  private final SparseLayer layer;
  private final int blocks;
  private final List<ExactTable> tables = new ArrayList<>();
  private final long[][] times;

  private ExactReference(ShardedPlan plan) {
    this.plan = plan;
    layer = plan.layer();
    blocks = plan.config().layout().blocks();
    for (int block = 0; block < blocks; block++) {
      tables.add(new ExactTable(plan.exactTable()));
    }
    times = new long[plan.inputs().size()][2];
    for (long[] ofSource : times) {
      Arrays.fill(ofSource, Example.NO_TIME);
    }
  }

  /** Returns the rows of all blocks, each behind its key. */
  static float[] lanes(ShardedPlan plan) {
    ExactReference reference = new ExactReference(plan);
    reference.run();
    List<float[]> all = reference.tables.stream().map(ShardedPlan::rows).toList();
    return ShardedPlan.join(all);
  }

  private void run() {
    List<List<List<Example>>> batches = new ArrayList<>();
    plan.inputs().forEach(examples -> batches.add(ShardedReference.batches(plan, examples)));
    int rounds = batches.stream().mapToInt(List::size).max().orElse(0);
    List<List<List<Seen>>> seen = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      while (seen.size() < rounds && seen.size() <= round + plan.config().inFlight()) {
        seen.add(forward(batches, seen.size()));
      }
      for (int source = 0; source < batches.size(); source++) {
        if (round < batches.get(source).size()) {
          learn(batches, source, round, seen.get(round).get(source));
        }
      }
    }
  }

  private List<List<Seen>> forward(List<List<List<Example>>> batches, int round) {
    List<List<Seen>> all = new ArrayList<>();
    for (List<List<Example>> source : batches) {
      all.add(
          round < source.size()
              ? source.get(round).stream().map(this::predict).toList()
              : List.of());
    }
    return all;
  }

  private Seen predict(Example example) {
    float[] sums = new float[blocks];
    double margin = 0;
    for (int block = 0; block < blocks; block++) {
      FeatureVector part = partOf(example, block);
      float[] lanes = new float[part.size() * layer.width()];
      tables.get(block).gather(part.keys(), part.size(), lanes);
      sums[block] = sum(part, lanes, places(part.size()));
      margin += sums[block];
    }
    return new Seen(example, sums, margin);
  }

  private FeatureVector partOf(Example example, int block) {
    FeatureVector part = new FeatureVector();
    FeatureVector features = example.features();
    for (int i = 0; i < features.size(); i++) {
      if (plan.config().layout().blockOf(features.indices()[i]) == block) {
        part.addKey(features.keys()[i], features.values()[i]);
      }
    }
    return part;
  }

  private static int[] places(int size) {
    int[] places = new int[size];
    Arrays.setAll(places, i -> i);
    return places;
  }

  private float sum(FeatureVector part, float[] lanes, int[] places) {
    double[] sum = new double[1];
    layer.forward(lanes, places, part, sum);
    return (float) sum[0];
  }

  private void learn(List<List<List<Example>>> batches, int source, int round, List<Seen> batch) {
    long newest = Example.NO_TIME;
    for (Seen one : batch) {
      newest = Math.max(newest, one.example().eventTime());
    }
    if (newest != Example.NO_TIME) {
      times[source] = new long[] {newest, times[source][0]};
    }
    long reached = Long.MAX_VALUE;
    for (int other = 0; other < times.length; other++) {
      int applied = other < source ? round + 1 : round;
      if (applied < batches.get(other).size() && times[other][1] != Example.NO_TIME) {
        reached = Math.min(reached, Math.min(times[other][0], times[other][1]));
      }
    }
    for (int block = 0; block < blocks; block++) {
      tables.get(block).advance(reached == Long.MAX_VALUE ? Example.NO_TIME : reached);
      learn(block, batch);
    }
  }

  private void learn(int block, List<Seen> batch) {
    TreeMap<Long, Integer> sightings = new TreeMap<>();
    for (Seen one : batch) {
      FeatureVector part = partOf(one.example(), block);
      Arrays.stream(part.keys(), 0, part.size())
          .distinct()
          .forEach(key -> sightings.merge(key, 1, Integer::sum));
    }
    if (sightings.isEmpty()) {
      return;
    }
    long[] keys = sightings.keySet().stream().mapToLong(key -> key).toArray();
    int[] counts = sightings.values().stream().mapToInt(count -> count).toArray();
    float[] lanes = new float[keys.length * layer.width()];
    ExactTable table = tables.get(block);
    table.see(keys, counts, keys.length, lanes);
    for (Seen one : batch) {
      learn(one, block, keys, lanes);
      for (int i = 0; i < keys.length; i++) {
        if (!table.contains(keys[i])) {
          Arrays.fill(lanes, i * layer.width(), (i + 1) * layer.width(), 0);
        }
      }
    }
    table.scatter(keys, keys.length, lanes);
  }

  private void learn(Seen seen, int block, long[] keys, float[] lanes) {
    FeatureVector part = partOf(seen.example(), block);
    if (part.size() == 0) {
      return;
    }
    int[] places = new int[part.size()];
    Arrays.setAll(places, i -> Arrays.binarySearch(keys, part.keys()[i]));
    Example example = seen.example();
    double gradient =
        Losses.named("logistic").gradient(seen.margin, example.label()) * example.weight();
    double curvature = Losses.named("logistic").curvature(seen.margin, example.label());
    double share = Math.min(blocks, (double) example.features().size() / part.size());
    double damping = (float) (curvature * example.weight() / (gradient * gradient));
    double slope = (float) gradient;
    double moved = slope * (sum(part, lanes, places) - seen.sums[block]);
    slope = ShardedReference.corrected(slope, moved == 0 ? 0 : share * damping * moved);
    layer.step(lanes, places, part, new double[] {slope});
  }
}
