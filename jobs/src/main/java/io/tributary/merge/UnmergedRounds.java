package io.tributary.merge;

import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.SparseValues;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A replica's own rounds of one block that are sent and not merged yet, oldest first. The replica's
 * view is the merged values plus these, and where it is, each round knows the merged values, too:
 * they can't be had back from the view, because sums of floats are rounded.
 *
 * <p>The rounds of a replica alone are merged as they are, so each knows what was there before it,
 * which is what will have been merged by then.
 */
final class UnmergedRounds {
  /**
   * One round.
   *
   * @param bases the merged values of the coordinates that it changed
   * @param width lanes of a coordinate
   */
  private record Round(Delta delta, float[] bases, int width) {

    int[] offsets() {
      return delta.changes().offsets();
    }

    void copyBase(int position, float[] to, int at) {
      for (int lane = 0; lane < width; lane++) {
        to[at + lane] = bases[position * width + lane];
      }
    }

    void rebase(int position, float[] from, int at) {
      for (int lane = 0; lane < width; lane++) {
        bases[position * width + lane] = from[at + lane];
      }
    }

    /** Adds the change at a position. */
    void addTo(float[] lanes, int at, int position) {
      float[] changes = delta.changes().lanes();
      for (int lane = 0; lane < width; lane++) {
        lanes[at + lane] =
            BlockMerger.finite((double) lanes[at + lane] + changes[position * width + lane]);
      }
    }
  }

  private final Deque<Round> rounds = new ArrayDeque<>();
  private final boolean alone;

  /** Creates them; without those of other replicas when this is the only one. */
  UnmergedRounds(boolean alone) {
    this.alone = alone;
  }

  /**
   * Adds a round.
   *
   * @param before the lanes of the coordinates it changed before it, which become its own
   */
  void add(Delta delta, float[] before) {
    if (!alone) {
      // Where an earlier round has been, what was there before is not what was merged.
      for (Round earlier : rounds) {
        takeBases(earlier, delta.changes().offsets(), before);
      }
    }
    rounds.addLast(new Round(delta, before, delta.changes().width()));
  }

  private static void takeBases(Round earlier, int[] offsets, float[] bases) {
    int[] known = earlier.offsets();
    int at = 0;
    for (int i = 0; i < offsets.length && at < known.length; i++) {
      while (at < known.length && known[at] < offsets[i]) {
        at++;
      }
      if (at < known.length && known[at] == offsets[i]) {
        earlier.copyBase(at, bases, i * earlier.width());
      }
    }
  }

  /** Forgets the rounds before {@code round}: the merged values hold them now. */
  void dropBefore(long round) {
    while (!rounds.isEmpty() && rounds.getFirst().delta().round() < round) {
      rounds.removeFirst();
    }
  }

  int size() {
    return rounds.size();
  }

  List<Delta> deltas() {
    return rounds.stream().map(Round::delta).toList();
  }

  /**
   * Notes the merged values of one offset, and adds to {@code sums}, which has them too, what all
   * rounds changed there.
   */
  void merged(SparseValues values, int position, float[] sums) {
    int offset = values.offsets()[position];
    for (Round round : rounds) {
      int at = Arrays.binarySearch(round.offsets(), offset);
      if (at >= 0) {
        round.rebase(at, values.lanes(), position * round.width());
        round.addTo(sums, 0, at);
      }
    }
  }

  /**
   * Writes what is known here of merged values: those that rounds from {@code fromRound} on have
   * changed.
   */
  void writeBases(SparseValues merged, long fromRound) {
    for (Round round : rounds) {
      if (round.delta().round() >= fromRound) {
        takeBases(round, merged.offsets(), merged.lanes());
      }
    }
  }

  /**
   * Notes new merged values, and adds to them what the rounds from {@code fromRound} on changed.
   *
   * @param values the merged values, which the lanes hold already
   * @param lanes the lanes, those of the block from {@code first} on
   */
  void merged(SparseValues values, float[] lanes, int first, long fromRound) {
    for (Round round : rounds) {
      if (round.delta().round() >= fromRound) {
        addCommon(round, values, lanes, first);
      }
    }
  }

  private static void addCommon(Round round, SparseValues merged, float[] lanes, int first) {
    int width = round.width();
    int[] offsets = round.offsets();
    int[] where = merged.offsets();
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
        round.rebase(i, merged.lanes(), at * width);
        round.addTo(lanes, first + offset * width, i);
      }
    }
  }

  /**
   * Takes the merged values anew from the lanes, for all rounds, and adds the rounds to the lanes.
   */
  void addToMerged(float[] lanes, int first) {
    if (!alone) {
      rounds.forEach(round -> readBases(round, lanes, first));
    }
    for (Round round : rounds) {
      if (alone) {
        readBases(round, lanes, first);
      }
      for (int i = 0; i < round.offsets().length; i++) {
        round.addTo(lanes, first + round.offsets()[i] * round.width(), i);
      }
    }
  }

  private static void readBases(Round round, float[] lanes, int first) {
    for (int i = 0; i < round.offsets().length; i++) {
      round.rebase(i, lanes, first + round.offsets()[i] * round.width());
    }
  }

  /** Writes the merged values where the rounds have changed the lanes of the block. */
  void writeBases(float[] lanes) {
    // Where several rounds have been, the oldest knows best what was before all of them.
    Iterable<Round> newestFirst = rounds::descendingIterator;
    for (Round round : newestFirst) {
      for (int i = 0; i < round.offsets().length; i++) {
        round.copyBase(i, lanes, round.offsets()[i] * round.width());
      }
    }
  }
}
