package io.tributary.merge;

import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.SparseValues;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A replica's own rounds of one block that are sent and not merged yet, oldest first. The replica's
 * view is the merged values plus these.
 */
final class UnmergedRounds {
  private final Deque<Delta> rounds = new ArrayDeque<>();

  /** Adds a round. */
  void add(Delta delta) {
    rounds.addLast(delta);
  }

  /** Forgets the rounds before {@code round}: the merged values hold them now. */
  void dropBefore(long round) {
    while (!rounds.isEmpty() && rounds.getFirst().round() < round) {
      rounds.removeFirst();
    }
  }

  int size() {
    return rounds.size();
  }

  List<Delta> deltas() {
    return List.copyOf(rounds);
  }

  /** Adds to the merged values of an offset what all rounds changed there. */
  void addTo(float[] merged, int offset) {
    for (Delta round : rounds) {
      SparseValues changes = round.changes();
      int at = Arrays.binarySearch(changes.offsets(), offset);
      if (at >= 0) {
        add(changes, at, merged, 0);
      }
    }
  }

  /**
   * Adds to new merged values what the rounds from {@code fromRound} on changed.
   *
   * @param offsets those of the merged values, which the lanes hold already
   * @param lanes the lanes, those of the block from {@code first} on
   */
  void addTo(int[] offsets, float[] lanes, int first, long fromRound) {
    for (Delta round : rounds) {
      if (round.round() >= fromRound) {
        addCommon(round.changes(), offsets, lanes, first);
      }
    }
  }

  private static void addCommon(SparseValues changes, int[] merged, float[] lanes, int first) {
    int width = changes.width();
    int[] offsets = changes.offsets();
    int at = 0;
    for (int i = 0; i < offsets.length; i++) {
      int offset = offsets[i];
      while (at < merged.length && merged[at] < offset) {
        at++;
      }
      if (at == merged.length) {
        return;
      }
      if (merged[at] == offset) {
        add(changes, i, lanes, first + offset * width);
      }
    }
  }

  /** Adds all rounds to a block of merged values, which begins at {@code first}. */
  void addAllTo(float[] lanes, int first) {
    for (Delta round : rounds) {
      SparseValues changes = round.changes();
      for (int i = 0; i < changes.size(); i++) {
        add(changes, i, lanes, first + changes.offsets()[i] * changes.width());
      }
    }
  }

  private static void add(SparseValues changes, int position, float[] lanes, int at) {
    int width = changes.width();
    for (int lane = 0; lane < width; lane++) {
      lanes[at + lane] =
          BlockMerger.finite((double) lanes[at + lane] + changes.lanes()[position * width + lane]);
    }
  }
}
