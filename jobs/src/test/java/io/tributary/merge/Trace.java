package io.tributary.merge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What happened last in a simulation, in words; costs nothing while it is off. */
final class Trace {
  private static final int LINES = 5_000;

  private final boolean on;
  private final Deque<String> lines = new ArrayDeque<>();
  private LongSupplier clock = () -> 0;
  private long count;

  Trace(boolean on) {
    this.on = on;
  }

  void startClock(LongSupplier newClock) {
    clock = newClock;
  }

  void add(Supplier<String> line) {
    count++;
    if (!on) {
      return;
    }
    lines.addLast(
        "#" + count + " t=" + (clock.getAsLong() - SimulationPlan.START) + " " + line.get());
    if (lines.size() > LINES) {
      lines.removeFirst();
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
