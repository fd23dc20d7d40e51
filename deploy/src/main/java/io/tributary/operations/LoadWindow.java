package io.tributary.operations;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** What was seen since a job began to run with as many replicas as it has now. */
final class LoadWindow {
  private final int looks;
  private final double from;
  private final Deque<Load> recent = new ArrayDeque<>();
  private final Deque<Came> came = new ArrayDeque<>();
  private double quietSince = Double.POSITIVE_INFINITY;

  /** How many records came a second, until a time. */
  private record Came(double seconds, double rate) {}

  /**
   * Creates an empty window.
   *
   * @param looks over how many looks a rate is taken
   * @param from what is seen before is left out
   */
  LoadWindow(int looks, double from) {
    this.looks = looks;
    this.from = from;
  }

  /** Returns true when a look sees less than an earlier one: the job has gone back. */
  boolean isAhead(Load now) {
    Load last = recent.peekLast();
    return last != null && (now.learned() < last.learned() || now.arrived() < last.arrived());
  }

  /**
   * Adds a look; returns true when there are enough of them.
   *
   * @param keptSeconds how long it is remembered what came
   */
  boolean add(Load now, double keptSeconds) {
    if (now.seconds() < from) {
      return false;
    }
    recent.add(now);
    if (recent.size() <= looks) {
      return false;
    }
    if (recent.size() > looks + 1) {
      recent.removeFirst();
    }
    came.add(new Came(now.seconds(), arrivals()));
    while (now.seconds() - came.getFirst().seconds() > keptSeconds) {
      came.removeFirst();
    }
    return true;
  }

  /** Returns the records that came a second, of late. */
  double arrivals() {
    return rate(recent.getLast().arrived() - recent.getFirst().arrived());
  }

  /**
   * Returns the records that were learned a second, of late: the median of all looks, because a
   * short pause says nothing of what can be learned.
   */
  double learned() {
    List<Load> all = List.copyOf(recent);
    double[] rates = new double[all.size() - 1];
    for (int i = 0; i < rates.length; i++) {
      Load before = all.get(i);
      Load after = all.get(i + 1);
      rates[i] =
          (after.learned() - before.learned()) / Math.max(1e-3, after.seconds() - before.seconds());
    }
    Arrays.sort(rates);
    return rates[rates.length / 2];
  }

  private double rate(long records) {
    return records / Math.max(1e-3, recent.getLast().seconds() - recent.getFirst().seconds());
  }

  /**
   * Returns true when all of the last looks saw more than some seconds of arrivals waiting.
   *
   * @param leastRate what counts as arriving at least
   */
  boolean isBehind(double seconds, double leastRate) {
    double limit = seconds * Math.max(arrivals(), leastRate);
    Load now = recent.getLast();
    if (now.lag() > limit) {
      quietSince = Double.POSITIVE_INFINITY;
    } else if (Double.isInfinite(quietSince)) {
      quietSince = now.seconds();
    }
    return recent.stream().allMatch(load -> load.lag() > limit);
  }

  /** Returns for how long nothing waited. */
  double quietSeconds() {
    return Double.isInfinite(quietSince) ? 0 : recent.getLast().seconds() - quietSince;
  }

  /** Returns the most records that came a second, over as many looks as a rate is taken of. */
  double peak() {
    return came.stream().mapToDouble(Came::rate).max().orElse(0);
  }
}
