package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.Learner;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.SparseValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The model that a replica predicts and learns on: the merged values of a version, plus the
 * replica's own rounds that are not merged yet.
 *
 * <p>Every merge rule takes the change of a single replica as it is. So a replica without others
 * knows the merged values of its rounds, to the bit, and has nothing to install when its rounds are
 * merged. Only an opening can tell it something new.
 */
final class ReplicaView {
  /** What a round changed in one block. */
  record BlockChanges(int block, long baseVersion, SparseValues values, Curvature curvature) {}

  /** Coordinates whose changes are taken together: their lanes fit into the nearest cache. */
  private static final int GATHERED = 256;

  private final BlockLayout layout;
  private final Learner learner;
  private final BlockInbox[] inboxes;
  private final boolean alone;
  private final float[] lanes;
  private final int width;
  private final TouchedCoordinates touched;
  private final RoundCurvature curvature;
  private final UnmergedRounds[] unmerged;
  private final long[] baseVersions;
  private final float[] sums;
  private long version;

  /**
   * Creates the view of a model that nobody has learned yet.
   *
   * @param alone true when masters merge the rounds of this replica only, one after the other
   */
  ReplicaView(BlockLayout layout, Learner learner, BlockInbox[] inboxes, boolean alone) {
    this.layout = layout;
    this.learner = learner;
    this.inboxes = inboxes;
    this.alone = alone;
    lanes = learner.lanes();
    width = learner.lanesPerCoordinate();
    touched = new TouchedCoordinates(lanes, width, layout.bits());
    curvature = new RoundCurvature(learner.loss(), touched);
    unmerged = new UnmergedRounds[inboxes.length];
    Arrays.setAll(unmerged, block -> new UnmergedRounds());
    baseVersions = new long[inboxes.length];
    sums = new float[width];
  }

  /** Returns the merged version under the view; the least over all blocks. */
  long version() {
    return version;
  }

  /** Returns how many examples the merged version holds, or 0 when that is not known. */
  long mergedExamples() {
    return inboxes[0].baseExamples();
  }

  /** Returns the event time to which all replicas had come that the merged version holds. */
  long alignedTime() {
    return inboxes[0].alignedTime();
  }

  /** Returns the most rounds of any block that are sent and not merged. */
  int unmergedRounds() {
    int most = 0;
    for (UnmergedRounds rounds : unmerged) {
      most = Math.max(most, rounds.size());
    }
    return most;
  }

  /** Returns how many rounds of a block are sent and not merged. */
  int unmergedRounds(int block) {
    return unmerged[block].size();
  }

  void learn(Example example, ReplicaStats stats) {
    FeatureVector features = example.features();
    // The margin first: it asks the memory for all lanes at once, and what follows finds them near.
    double margin = learner.margin(features);
    touched.touch(features.indices(), features.size());
    double slope = learner.learn(example, margin);
    if (!alone) {
      curvature.add(example, margin, slope);
    }
    stats.learned(example, margin);
  }

  /** Moves to a later merged version, between two rounds; all blocks must have it. */
  void advance(long target) {
    if (target < version || (target == version && !hasContent())) {
      return;
    }
    for (BlockInbox inbox : inboxes) {
      UnmergedRounds own = unmerged[inbox.block];
      if (inbox.hasContent()) {
        // After an overrun, when the copy was taken from an opening, it may hold rounds beyond the
        // target as well. Else it replaces what somebody wrote in the name of the master.
        own.dropBefore(Math.max(target, inbox.baseVersion()));
        reinstall(inbox, target);
        continue;
      }
      int first = layout.firstOf(inbox.block) * width;
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
    version = target;
  }

  private boolean hasContent() {
    for (BlockInbox inbox : inboxes) {
      if (inbox.hasContent()) {
        return true;
      }
    }
    return false;
  }

  /** Installs an update within a round, keeping what the round has learned so far. */
  void installNow(Update update, int replica) {
    UnmergedRounds own = unmerged[update.block()];
    if (update.replica() == replica) {
      own.dropBefore(update.round() + 1);
    }
    inboxes[update.block()].pollUpTo(update.version());
    SparseValues values = update.values();
    int[] offsets = values.offsets();
    int first = layout.firstOf(update.block());
    for (int i = 0; i < offsets.length; i++) {
      System.arraycopy(values.lanes(), i * width, sums, 0, width);
      own.addTo(sums, offsets[i]);
      rebase(first + offsets[i]);
    }
    updateVersion();
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
  void adopt(int block, long firstUnmergedRound) {
    unmerged[block].dropBefore(firstUnmergedRound);
    float[] learned = new float[touched.size() * width];
    for (int slot = 0; slot < touched.size(); slot++) {
      touched.unmark(touched.coordinate(slot));
      for (int lane = 0; lane < width; lane++) {
        learned[slot * width + lane] =
            lanes[touched.coordinate(slot) * width + lane] - touched.before(slot, lane);
      }
    }
    reinstall(inboxes[block], inboxes[block].version());
    for (int slot = 0; slot < touched.size(); slot++) {
      int coordinate = touched.coordinate(slot);
      if (layout.blockOf(coordinate) == block) {
        for (int lane = 0; lane < width; lane++) {
          int at = coordinate * width + lane;
          touched.rebase(slot, lane, lanes[at]);
          lanes[at] = BlockMerger.finite((double) lanes[at] + learned[slot * width + lane]);
        }
      }
      touched.mark(coordinate);
    }
    updateVersion();
  }

  private void reinstall(BlockInbox inbox, long target) {
    int first = layout.firstOf(inbox.block) * width;
    inbox.install(target, lanes, first);
    unmerged[inbox.block].addAllTo(lanes, first);
  }

  /** Takes the blocks as they have been received for the view; nothing is learned on it yet. */
  void begin(boolean bounded) {
    updateVersion();
    for (BlockInbox inbox : inboxes) {
      if (bounded && inbox.version() != version) {
        throw new IllegalStateException(
            "blocks of a rescaled model differ in version: block="
                + inbox.block
                + " version="
                + inbox.version()
                + " expected="
                + version);
      }
      inbox.install(inbox.version(), lanes, layout.firstOf(inbox.block) * width);
    }
  }

  private void updateVersion() {
    long least = Long.MAX_VALUE;
    for (BlockInbox inbox : inboxes) {
      least = Math.min(least, inbox.version());
    }
    version = least;
  }

  /** Sends what the round changed, one message per block, and begins the next round's record. */
  void sendRound(Function<BlockChanges, Delta> toDelta, ReplicaOutput out) {
    long[] sorted = touched.sorted();
    int size = touched.size();
    int from = 0;
    for (int block = 0; block < inboxes.length; block++) {
      int end = from;
      long endKey = (long) (layout.firstOf(block) + layout.blockSize()) << 32;
      while (end < size && sorted[end] < endKey) {
        end++;
      }
      SparseValues values = changes(sorted, from, end, layout.firstOf(block));
      Curvature told = alone ? Curvature.OF_LIKELIHOOD : curvature.of(sorted, from, end);
      Delta delta = toDelta.apply(new BlockChanges(block, baseVersions[block], values, told));
      unmerged[block].add(delta);
      out.send(delta);
      from = end;
    }
    touched.clear();
  }

  private SparseValues changes(long[] sorted, int from, int end, int first) {
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

  /**
   * Notes the versions on which a round begins.
   *
   * @param isShort whether the round is one of few examples, whose coordinates tell their curvature
   *     one by one
   */
  void beginRound(boolean bounded, boolean isShort) {
    curvature.begin(isShort || width == 1);
    for (int block = 0; block < inboxes.length; block++) {
      baseVersions[block] = bounded ? version : inboxes[block].version();
    }
  }

  /** Checks that what is restored is of this model. */
  void requireFits(Collection<ReplicaSnapshot> snapshots) {
    snapshots.forEach(snapshot -> snapshot.view().requireFits(layout, width));
  }

  /** Returns the newest version received of a block, for those who check it. */
  long receivedVersion(int block) {
    return inboxes[block].version();
  }

  /**
   * Returns what the masters' checkpoint does not have. Nothing is learned meanwhile, so it is
   * quick.
   */
  ViewSnapshot snapshot() {
    List<Delta> deltas = new ArrayList<>();
    RankedSet changed = new RankedSet();
    int most = touched.size();
    for (int block = 0; block < inboxes.length; block++) {
      for (Delta delta : unmerged[block].deltas()) {
        deltas.add(delta);
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
    return new ViewSnapshot(
        version,
        baseVersions.clone(),
        deltas,
        round,
        before,
        overlay,
        alone ? RoundCurvature.Sums.NONE : curvature.sums(sorted));
  }

  void restore(ViewSnapshot snapshot, boolean bounded) {
    version = snapshot.version();
    System.arraycopy(snapshot.baseVersions(), 0, baseVersions, 0, baseVersions.length);
    for (Delta delta : snapshot.unmerged()) {
      unmerged[delta.block()].add(delta);
    }
    for (BlockInbox inbox : inboxes) {
      int first = layout.firstOf(inbox.block) * width;
      inbox.install(bounded ? version : inbox.version(), lanes, first);
      // The overlay has the sums already, but may have been rounded on another way there.
      unmerged[inbox.block].addAllTo(lanes, first);
    }
    SparseValues overlay = snapshot.overlay();
    for (int i = 0; i < overlay.size(); i++) {
      System.arraycopy(overlay.lanes(), i * width, lanes, overlay.offsets()[i] * width, width);
    }
    int[] round = snapshot.touched();
    for (int slot = 0; slot < round.length; slot++) {
      touched.restore(round[slot], snapshot.before(), slot * width);
    }
    curvature.restore(snapshot.curvature());
  }
}
