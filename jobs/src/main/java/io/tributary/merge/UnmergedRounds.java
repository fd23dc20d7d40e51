package io.tributary.merge;

import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.SparseValues;
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

  /** Adds to {@code sums} what all rounds changed at an offset. */
  void addTo(float[] sums, int offset) {
    for (Delta delta : deltas) {
      int at = Arrays.binarySearch(delta.changes().offsets(), offset);
      if (at >= 0) {
        for (int lane = 0; lane < sums.length; lane++) {
          float change = delta.changes().lanes()[at * sums.length + lane];
          sums[lane] = BlockMerger.finite((double) sums[lane] + change);
        }
      }
    }
  }

  /**
   * Adds what the rounds from {@code fromRound} on changed at the offsets of {@code where}.
   *
   * @param lanes the lanes, those of the block from {@code first} on
   */
  void addTo(float[] lanes, int first, SparseValues where, long fromRound) {
    for (Delta delta : deltas) {
      if (delta.round() >= fromRound && delta.changes().size() > 0 && where.size() > 0) {
        addCommon(lanes, first, where.offsets(), delta.changes());
      }
    }
  }

  private static void addCommon(float[] lanes, int first, int[] where, SparseValues changes) {
    int width = changes.width();
    int[] offsets = changes.offsets();
    float[] values = changes.lanes();
    int at = 0;
    for (int i = 0; i < offsets.length; i++) {
      int offset = offsets[i];
      while (at < where.length && where[at] < offset) {
        at++;
      }
      if (at == where.length) {
        return;
      }
      if (where[at] == offset) {
        int to = first + offset * width;
        for (int lane = 0; lane < width; lane++) {
          lanes[to + lane] =
              BlockMerger.finite((double) lanes[to + lane] + values[i * width + lane]);
        }
      }
    }
  }
}
