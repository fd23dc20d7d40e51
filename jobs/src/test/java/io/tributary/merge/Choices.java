package io.tributary.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What can happen next in a simulation, each as likely as its weight says. */
final class Choices {
  private final List<Runnable> actions = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();
  private double total;

  void add(double weight, Runnable action) {
    actions.add(action);
    weights.add(weight);
    total += weight;
  }

  boolean isEmpty() {
    return actions.isEmpty();
  }

  void clear() {
    actions.clear();
    weights.clear();
    total = 0;
  }

  Runnable pick(Random random) {
    double at = random.nextDouble() * total;
    for (int i = 0; i < actions.size(); i++) {
      at -= weights.get(i);
      if (at < 0) {
        return actions.get(i);
      }
    }
    return actions.get(actions.size() - 1);
  }

  /** Draws how often an actor gets its turn: most at the same pace, a few far slower or faster. */
  static double speed(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> .02;
      case 1 -> .2;
      case 2 -> 5;
      default -> 1;
    };
  }
}
