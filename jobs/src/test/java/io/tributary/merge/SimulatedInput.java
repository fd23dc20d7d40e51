package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.SampleModels.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The examples of one replica in order, each arriving at its sent time, and when the input ends.
 */
record SimulatedInput(List<Example> examples, long endTime) {
  /** Later than all that happens by itself: until then idle replicas must hold nobody up. */
  static final long QUIET = SimulationPlan.START + 1_000_000;

  /**
   * Generates a small sparse problem of two classes, or of several: every example has a constant,
   * some coordinates that all replicas share, and some that are its replica's own.
   */
  static final class Generator {
    private static final int SHARED = 8;
    private static final int OWN = 6;

    private final int mask;
    private final Random random;
    private final Sample sample;
    private final double[] truth;

    Generator(int bits, Random random, Sample sample) {
      mask = (1 << bits) - 1;
      this.random = random;
      this.sample = sample;
      truth = random.doubles(mask + 1, -2, 2).toArray();
    }

    /** Examples that are all there from the start. */
    SimulatedInput waiting(int replica) {
      int size = random.nextInt(5) == 0 ? 0 : random.nextInt(90);
      return input(replica, size, 0, SimulationPlan.START);
    }

    /** Examples that are all there from the start, as many for every partition. */
    SimulatedInput ofLength90(int partition) {
      return input(partition, 90, 0, SimulationPlan.START);
    }

    /** Examples that arrive as time passes. */
    SimulatedInput live(int replica) {
      return switch (random.nextInt(4)) {
        case 0 -> input(replica, 90, 3, SimulationPlan.START);
        case 1 -> input(replica, 20, 60, SimulationPlan.START);
        case 2 -> input(replica, random.nextInt(2), 3, QUIET);
        default -> input(replica, 40, 8, QUIET + 10);
      };
    }

    private SimulatedInput input(int replica, int size, int meanGapMillis, long leastEnd) {
      List<Example> examples = new ArrayList<>(size);
      long time = SimulationPlan.START;
      // What waits has happened before, over a time that is each partition's own.
      int pace = 1 + random.nextInt(20);
      long before = 2L * pace * size;
      for (int i = 0; i < size; i++) {
        time += meanGapMillis == 0 ? 0 : random.nextInt(2 * meanGapMillis);
        before -= random.nextInt(2 * pace);
        examples.add(example(replica, time, meanGapMillis == 0 ? before : 0));
      }
      return new SimulatedInput(List.copyOf(examples), Math.max(time, leastEnd));
    }

    private Example example(int replica, long time, long before) {
      FeatureVector features = new FeatureVector();
      add(features, 0, 1, 0);
      add(features, 1 + random.nextInt(SHARED), 1, 1);
      add(features, 1 + random.nextInt(SHARED), random.nextFloat(), 1);
      for (int i = 0; i < 2; i++) {
        add(features, 1 + SHARED + replica * OWN + random.nextInt(OWN), 1, 2 + i);
      }
      double margin = 0;
      for (int i = 0; i < features.size(); i++) {
        margin += truth[features.indices()[i]] * features.values()[i];
      }
      float label = random.nextDouble() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
      if (sample.form().outputs() > 1 && label == 1) {
        label = 1 + features.indices()[1] % (sample.form().outputs() - 1);
      }
      float weight = random.nextInt(10) == 0 ? .5f : 1f;
      return new Example(
          replica, time - before - random.nextInt(50), time, label, weight, features);
    }

    private void add(FeatureVector features, int feature, float value, int field) {
      // Spread over all blocks; neighbours would all lie in one.
      sample.add(features, ((feature * 0x9E3779B1) >>> 16) & mask, value, field);
    }
  }
}
