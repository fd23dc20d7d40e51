package io.tributary.merge;

import io.tributary.merge.ReplicaMessage.Delta;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;

/**
 * A replica's own rounds of one block that are sent and not merged yet, oldest first. The replica's
 * view is the merged values plus these.
 */
final class UnmergedRounds {
  private final Deque<Delta> deltas = new ArrayDeque<>();

  void add(Delta delta) {
    deltas.addLast(delta);
  }

  /** Forgets the rounds before {@code round}: the merged values hold them now. */
  void dropBefore(long round) {
    while (!deltas.isEmpty() && deltas.getFirst().round() < round) {
      deltas.removeFirst();
    }
  }

  int size() {
    return deltas.size();
  }

  Collection<Delta> deltas() {
    return deltas;
  }

  /** Adds to {@code sums} what the rounds from {@code fromRound} on changed at an offset. */
  void addTo(float[] sums, int offset, long fromRound) {
    for (Delta delta : deltas) {
      if (delta.round() < fromRound) {
        continue;
      }
      int at = Arrays.binarySearch(delta.changes().offsets(), offset);
      if (at >= 0) {
        for (int lane = 0; lane < sums.length; lane++) {
          float change = delta.changes().lanes()[at * sums.length + lane];
          sums[lane] = BlockMerger.finite((double) sums[lane] + change);
        }
      }
    }
  }
}
