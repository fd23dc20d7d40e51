package io.tributary.operations;

import java.util.Map;
import java.util.TreeMap;

/** What so many replicas can learn a second, as far as it was seen or can be thought. */
final class Capacities {
  /** What was seen so long ago says nothing any more. */
  private static final double REMEMBERED_SECONDS = 3 * 3600;

  private static final double NEW_SHARE = .5;

  private final TreeMap<Integer, Seen> seen = new TreeMap<>();

  private record Seen(double rate, double seconds) {}

  /** Takes what was learned a second by replicas that had enough to learn. */
  void measure(int replicas, double rate, double seconds) {
    Seen before = seen.get(replicas);
    double mean =
        before == null || isForgotten(before, seconds)
            ? rate
            : before.rate() + NEW_SHARE * (rate - before.rate());
    seen.put(replicas, new Seen(mean, seconds));
  }

  /**
   * Returns what some replicas can learn a second. Of a number that was not seen, fewer replicas
   * tell the most that it can be, more the least; and when nothing was seen, it may be anything.
   */
  double of(int replicas, Load now) {
    seen.values().removeIf(one -> isForgotten(one, now.seconds()));
    Map.Entry<Integer, Seen> fewer = seen.floorEntry(replicas);
    Map.Entry<Integer, Seen> more = seen.ceilingEntry(replicas);
    Map.Entry<Integer, Seen> nearest = fewer != null ? fewer : more;
    if (nearest == null) {
      // One fewer at a time is tried out.
      return replicas == now.replicas() - 1 ? Double.POSITIVE_INFINITY : 0;
    }
    return nearest.getValue().rate() / nearest.getKey() * replicas;
  }

  private static boolean isForgotten(Seen one, double seconds) {
    return seconds - one.seconds() > REMEMBERED_SECONDS;
  }
}
