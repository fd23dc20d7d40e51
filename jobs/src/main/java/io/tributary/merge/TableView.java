package io.tributary.merge;

import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.Arrays;
import java.util.List;

/**
 * One table of a {@link ReplicaView}: its lanes, what the open round has touched of them, and the
 * replica's own rounds of its blocks that are not merged yet. Blocks are numbered through all
 * tables, rows begin anew in each.
 */
final class TableView {
  /** Rows whose changes are taken together: their lanes fit into the nearest cache. */
  private static final int GATHERED = 256;

  private final TableSpec table;
  private final BlockLayout layout;
  private final boolean alone;
  private final float[] lanes;
  private final int width;
  private final TouchedCoordinates touched;
  private final UnmergedRounds[] unmerged;
  private final float[] sums;

  /** All rows of a dense table; none of a sparse one. */
  private final int[] allRows;

  /**
   * Creates the view of a table that nobody has learned yet.
   *
   * @param massLane position of a squared-gradient mass in a row, or -1
   * @param alone true when masters merge the rounds of this replica only, one after the other
   */
  TableView(TableSpec table, float[] lanes, int massLane, boolean alone) {
    this.table = table;
    this.lanes = lanes;
    this.alone = alone;
    layout = table.layout();
    width = table.width();
    touched = new TouchedCoordinates(lanes, width, massLane, layout.bits());
    unmerged = new UnmergedRounds[layout.blocks()];
    Arrays.setAll(unmerged, block -> new UnmergedRounds());
    sums = new float[width];
    allRows = new int[table.denseRows()];
    Arrays.setAll(allRows, row -> row);
  }

  TableSpec table() {
    return table;
  }

  int width() {
    return width;
  }

  TouchedCoordinates touched() {
    return touched;
  }

  UnmergedRounds unmerged(int block) {
    return unmerged[block - table.firstBlock()];
  }

  /** Takes note that an example is about to be learned, and so all rows of a dense table. */
  void touchAll() {
    if (touched.size() == 0) {
      touched.touch(allRows, allRows.length);
    }
  }

  private int firstLane(int block) {
    return table.firstRow(block) * width;
  }

  /** Moves a block to a later merged version, between two rounds. */
  void advance(BlockInbox inbox, long target) {
    UnmergedRounds own = unmerged(inbox.block);
    if (inbox.hasContent()) {
      // After an overrun, when the copy was taken from an opening, it may hold rounds beyond the
      // target as well. Else it replaces what somebody wrote in the name of the master.
      own.dropBefore(Math.max(target, inbox.baseVersion()));
      reinstall(inbox, target);
      return;
    }
    int first = firstLane(inbox.block);
    Update next = inbox.pollUpTo(target);
    while (next != null) {
      if (!alone) {
        next.values().copyTo(lanes, first);
        // Only what merging has changed: elsewhere the view has the own rounds already.
        own.addTo(next.values().offsets(), lanes, first, next.version());
      }
      next = inbox.pollUpTo(target);
    }
    own.dropBefore(target);
  }

  /** Installs an update within a round, keeping what the round has learned so far. */
  void installNow(Update update, BlockInbox inbox, int replica) {
    UnmergedRounds own = unmerged(update.block());
    if (update.replica() == replica) {
      own.dropBefore(update.round() + 1);
    }
    inbox.pollUpTo(update.version());
    SparseValues values = update.values();
    int[] offsets = values.offsets();
    int first = table.firstRow(update.block());
    for (int i = 0; i < offsets.length; i++) {
      System.arraycopy(values.lanes(), i * width, sums, 0, width);
      own.addTo(sums, offsets[i]);
      rebase(first + offsets[i]);
    }
  }

  private void rebase(int coordinate) {
    int slot = touched.slotOf(coordinate);
    if (slot < 0) {
      System.arraycopy(sums, 0, lanes, coordinate * width, width);
      return;
    }
    touched.unmark(coordinate);
    for (int lane = 0; lane < width; lane++) {
      int at = coordinate * width + lane;
      float learned = lanes[at] - touched.before(slot, lane);
      touched.rebase(slot, lane, sums[lane]);
      lanes[at] = BlockMerger.finite((double) sums[lane] + learned);
    }
    touched.mark(coordinate);
  }

  /** Takes a block's whole copy, keeping own rounds from {@code firstUnmergedRound} on. */
  void adopt(BlockInbox inbox, long firstUnmergedRound) {
    unmerged(inbox.block).dropBefore(firstUnmergedRound);
    float[] learned = new float[touched.size() * width];
    for (int slot = 0; slot < touched.size(); slot++) {
      touched.unmark(touched.coordinate(slot));
      for (int lane = 0; lane < width; lane++) {
        learned[slot * width + lane] =
            lanes[touched.coordinate(slot) * width + lane] - touched.before(slot, lane);
      }
    }
    reinstall(inbox, inbox.version());
    for (int slot = 0; slot < touched.size(); slot++) {
      int coordinate = touched.coordinate(slot);
      if (layout.blockOf(coordinate) == inbox.block - table.firstBlock()) {
        for (int lane = 0; lane < width; lane++) {
          int at = coordinate * width + lane;
          touched.rebase(slot, lane, lanes[at]);
          lanes[at] = BlockMerger.finite((double) lanes[at] + learned[slot * width + lane]);
        }
      }
      touched.mark(coordinate);
    }
  }

  private void reinstall(BlockInbox inbox, long target) {
    install(inbox, target);
    unmerged(inbox.block).addAllTo(lanes, firstLane(inbox.block));
  }

  /** Writes what has been received of a block up to a version. */
  void install(BlockInbox inbox, long target) {
    inbox.install(target, lanes, firstLane(inbox.block));
  }

  /** Returns where, among the sorted slots of the round, those of a block end. */
  int endOf(int block, long[] sorted, int from) {
    int size = touched.size();
    int end = from;
    long endKey = (long) (table.firstRow(block) + layout.blockSize()) << 32;
    while (end < size && sorted[end] < endKey) {
      end++;
    }
    return end;
  }

  /** Returns what the round changed in a block, and takes the marks off. */
  SparseValues changes(int block, long[] sorted, int from, int end) {
    int first = table.firstRow(block);
    if (from == end) {
      return SparseValues.EMPTY;
    }
    int[] offsets = new int[end - from];
    float[] changes = new float[offsets.length * width];
    for (int start = from; start < end; start += GATHERED) {
      int stop = Math.min(end, start + GATHERED);
      // Walked several times, each a short loop, so that the processor asks the memory for many
      // coordinates at once: first for the lanes, then for what they were before.
      touched.unmark(sorted, start, stop);
      touched.gatherBefore(sorted, start, stop, changes, (start - from) * width);
      for (int i = start; i < stop; i++) {
        offsets[i - from] = (int) (sorted[i] >>> 32) - first;
      }
      if (width == 2) { // the usual width, in a loop without another one in it
        subtractTwo(offsets, start - from, stop - from, changes, first);
      } else {
        subtract(offsets, start - from, stop - from, changes, first);
      }
    }
    return new SparseValues(offsets, changes);
  }

  private void subtractTwo(int[] offsets, int start, int stop, float[] changes, int first) {
    for (int i = start; i < stop; i++) {
      int at = (first + offsets[i]) * 2;
      changes[2 * i] = change(at, changes[2 * i]);
      changes[2 * i + 1] = change(at + 1, changes[2 * i + 1]);
    }
  }

  private void subtract(int[] offsets, int start, int stop, float[] changes, int first) {
    for (int i = start; i < stop; i++) {
      for (int lane = 0; lane < width; lane++) {
        int at = (first + offsets[i]) * width + lane;
        changes[i * width + lane] = change(at, changes[i * width + lane]);
      }
    }
  }

  /**
   * Returns how a lane has changed in the round. A replica without others does to its view what the
   * master does to the block: the difference of two floats is rounded, so adding it to the first
   * may not give the second.
   */
  private float change(int at, float before) {
    float change = lanes[at] - before;
    if (alone) {
      lanes[at] = BlockMerger.finite((double) before + change);
    }
    return change;
  }

  /** Returns what the masters' checkpoint does not have of the table. */
  TableSnapshot snapshot() {
    RankedSet changed = new RankedSet();
    int most = touched.size();
    for (int block = 0; block < unmerged.length; block++) {
      for (Delta delta : unmerged[block].deltas()) {
        changed.addAll(delta.changes().offsets(), layout.firstOf(block));
        most += delta.changes().size();
      }
    }
    long[] sorted = touched.sorted();
    int[] round = new int[touched.size()];
    float[] before = new float[round.length * width];
    for (int i = 0; i < round.length; i++) {
      round[i] = (int) (sorted[i] >>> 32);
      touched.copyBefore((int) sorted[i], before, i * width);
    }
    changed.addAll(round, 0);
    int[] coordinates = changed.members(most);
    SparseValues overlay = new SparseValues(coordinates, new float[coordinates.length * width]);
    overlay.copyFrom(lanes, 0);
    touched.unmark(overlay.lanes());
    return new TableSnapshot(round, before, overlay);
  }

  /** Adds the own rounds to a restored block. */
  void restore(List<Delta> deltas) {
    for (Delta delta : deltas) {
      if (table.hasBlock(delta.block())) {
        unmerged(delta.block()).add(delta);
      }
    }
  }

  /** Installs a restored block under the own rounds. */
  void restore(BlockInbox inbox, long target) {
    install(inbox, target);
    // The overlay has the sums already, but may have been rounded on another way there.
    unmerged(inbox.block).addAllTo(lanes, firstLane(inbox.block));
  }

  /** Goes on with the open round of a snapshot. */
  void restore(TableSnapshot snapshot) {
    SparseValues overlay = snapshot.overlay();
    for (int i = 0; i < overlay.size(); i++) {
      System.arraycopy(overlay.lanes(), i * width, lanes, overlay.offsets()[i] * width, width);
    }
    int[] round = snapshot.touched();
    for (int slot = 0; slot < round.length; slot++) {
      touched.restore(round[slot], snapshot.before(), slot * width);
    }
  }
}
