package io.tributary.sharded;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What can happen next in a simulation, each as likely as its weight says. */
final class Steps {
  private record Step(double weight, Runnable action) {}

  private final List<Step> steps = new ArrayList<>();
  private double total;

  void add(double weight, Runnable action) {
    steps.add(new Step(weight, action));
    total += weight;
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  void clear() {
    steps.clear();
    total = 0;
  }

  Runnable pick(Random random) {
    double at = random.nextDouble() * total;
    for (Step step : steps) {
      at -= step.weight;
      if (at < 0) {
        return step.action;
      }
    }
    return steps.get(steps.size() - 1).action;
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
