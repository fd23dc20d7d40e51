package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.MergeProgress;
import io.tributary.model.TableSpec;
import io.tributary.model.VersionDigests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** All that the master of a block keeps across restarts. */
public final class BlockMasterState {
  final int block;
  final BlockLanes lanes;
  long generation;
  long version;
  MergeProgress progress = MergeProgress.NONE;
  VersionDigests digests = VersionDigests.START;
  final List<Deque<Delta>> pending = new ArrayList<>();
  long[] mergedRounds = new long[0];

  /** The event time to which each replica has come; see {@link Delta#frontier}. */
  long[] frontiers = new long[0];

  boolean[] finished = new boolean[0];
  final Deque<MergedRound> history = new ArrayDeque<>();
  final Deque<Versioned> recent = new ArrayDeque<>();

  /** A delta and the version its merge made; only kept when asynchronous. */
  record Versioned(long version, Delta delta) {}

  /** Creates the state of an empty block. */
  public BlockMasterState(int block, int lanesOfBlock) {
    this(block, new float[lanesOfBlock]);
  }

  BlockMasterState(int block, float[] lanes) {
    this(block, new BlockLanes(lanes));
  }

  private BlockMasterState(int block, BlockLanes lanes) {
    this.block = block;
    this.lanes = lanes;
  }

  /**
   * Checks that a restored state is of a model's block.
   *
   * @throws IllegalStateException when it is of a model of another size or optimizer
   */
  public void requireFits(List<TableSpec> tables) {
    for (TableSpec table : tables) {
      if (table.hasBlock(block) && lanes().length == table.blockLanes()) {
        return;
      }
    }
    throw new IllegalStateException(
        "snapshot is of another model, whose bits, blocks and optimizer can't change: block="
            + block
            + " lanes="
            + lanes().length
            + " expectedBlocks="
            + tables.get(tables.size() - 1).endBlock()
            + " expectedLanes="
            + tables.get(0).blockLanes());
  }

  /** Returns the lanes themselves, to be read; waits for those of a copy. */
  public float[] lanes() {
    return lanes.array();
  }

  /** Returns what fills the lanes of a {@link #copy}. */
  public LanesCopy filling() {
    return lanes.filling();
  }

  /** Returns the number of merges. */
  public long version() {
    return version;
  }

  /** Returns the incarnation. */
  public long generation() {
    return generation;
  }

  /** Returns what has been merged. */
  public MergeProgress progress() {
    return progress;
  }

  /** Returns the block's weights, as they are to be scored with. */
  public float[] weights(TableSpec table) {
    float[] weights = new float[table.blockWeights()];
    table.copyWeights(lanes(), weights);
    return weights;
  }

  /** Returns the number of deltas that wait for those of other replicas. */
  public int pendingDeltas() {
    int sum = 0;
    for (Deque<Delta> deltas : pending) {
      sum += deltas.size();
    }
    return sum;
  }

  /** Prepares for an incarnation of so many replicas. */
  void begin(int replicas) {
    if (pending.isEmpty()) {
      resize(replicas);
    } else if (pending.size() != replicas) {
      throw new IllegalStateException(
          "number of replicas differs from the snapshot: block="
              + block
              + " replicas="
              + replicas
              + " snapshot="
              + pending.size());
    }
  }

  /** Begins anew with so many replicas; all that waited must be merged. */
  void regroup(int replicas) {
    pending.clear();
    history.clear();
    recent.clear();
    resize(replicas);
  }

  void resize(int replicas) {
    for (int i = 0; i < replicas; i++) {
      pending.add(new ArrayDeque<>());
    }
    mergedRounds = new long[replicas];
    Arrays.fill(mergedRounds, -1);
    frontiers = new long[replicas];
    Arrays.fill(frontiers, Example.NO_TIME);
    finished = new boolean[replicas];
  }

  Deque<Delta> pending(int replica) {
    return pending.get(replica);
  }

  /**
   * Takes the next round's deltas in replica order.
   *
   * @param complete whether to take none when some replica's is missing
   */
  List<Delta> takeRound(boolean complete) {
    List<Delta> deltas = new ArrayList<>(pending.size());
    for (int replica = 0; replica < pending.size(); replica++) {
      Delta first = pending.get(replica).peekFirst();
      if (first == null) {
        if (complete && !finished[replica]) {
          return List.of();
        }
        continue;
      }
      if (first.round() != version) {
        throw new IllegalStateException(
            "delta out of order: block="
                + block
                + " replica="
                + replica
                + " round="
                + first.round()
                + " expected="
                + version);
      }
      deltas.add(first);
    }
    for (Delta delta : deltas) {
      pending.get(delta.replica()).removeFirst();
    }
    return deltas;
  }

  void merged(Delta delta) {
    mergedRounds[delta.replica()] = delta.round();
    finished[delta.replica()] |= delta.last();
    noteFrontier(delta.replica(), delta.frontier());
  }

  private void noteFrontier(int replica, long frontier) {
    long before = frontiers[replica];
    boolean unordered = before != Delta.NO_BACKLOG && frontier != Delta.NO_BACKLOG;
    if (frontier != Example.NO_TIME) {
      frontiers[replica] = unordered ? Math.max(before, frontier) : frontier;
    }
  }

  /** Returns the event time to which all replicas have come that have a backlog, or NO_TIME. */
  long alignedTime() {
    long aligned = Delta.NO_BACKLOG;
    for (long frontier : frontiers) {
      if (frontier != Example.NO_TIME) { // Of others nothing is known yet.
        aligned = Math.min(aligned, frontier);
      }
    }
    return aligned == Delta.NO_BACKLOG ? Example.NO_TIME : aligned;
  }

  boolean ended() {
    for (int replica = 0; replica < finished.length; replica++) {
      if (!finished[replica]) {
        return false;
      }
    }
    return finished.length > 0;
  }

  void keep(MergedRound round, int most) {
    history.addLast(round);
    while (history.size() > most) {
      history.removeFirst();
    }
  }

  /** Returns how many of the last updates can be taken back. */
  int undoable() {
    return history.size();
  }

  /** Returns the lanes as they were so many updates ago. */
  float[] lanesBefore(int updates) {
    float[] earlier = lanes().clone();
    Iterator<MergedRound> last = history.descendingIterator();
    for (int i = 0; i < updates; i++) {
      last.next().undo(earlier);
    }
    return earlier;
  }

  /** Returns what had been merged so many updates ago. */
  MergeProgress progressBefore(int updates) {
    long examples = progress.examples();
    long alignedTime = progress.alignedTime();
    Iterator<MergedRound> last = history.descendingIterator();
    for (int i = 0; i < updates; i++) {
      MergedRound undone = last.next();
      examples -= undone.update().progress().roundExamples();
      alignedTime = undone.alignedBefore();
    }
    return updates == 0
        ? progress
        : new MergeProgress(examples, progress.newestEventTime(), 0, Example.NO_TIME, alignedTime);
  }

  /** Remembers a merged delta for those that were learned without it. */
  void remember(Delta delta) {
    recent.addLast(new Versioned(version, delta));
    // More than two rounds of all replicas back, a delta's effect is small against the cost.
    while (recent.size() > 2 * pending.size()) {
      recent.removeFirst();
    }
  }

  /** Returns the deltas of other replicas merged since the version a delta was learned on. */
  List<Delta> concurrentWith(Delta delta) {
    List<Delta> concurrent = new ArrayList<>();
    for (Versioned merged : recent) {
      if (merged.version() > delta.baseVersion() && merged.delta().replica() != delta.replica()) {
        concurrent.add(merged.delta());
      }
    }
    return concurrent;
  }

  /** Returns an equal state that shares nothing that changes; its lanes are yet to be filled. */
  public BlockMasterState copy() {
    BlockMasterState copy = new BlockMasterState(block, lanes.copy());
    copy.generation = generation;
    copy.version = version;
    copy.progress = progress;
    copy.digests = digests;
    for (Deque<Delta> deltas : pending) {
      copy.pending.add(new ArrayDeque<>(deltas));
    }
    copy.mergedRounds = mergedRounds.clone();
    copy.frontiers = frontiers.clone();
    copy.finished = finished.clone();
    copy.history.addAll(history);
    copy.recent.addAll(recent);
    return copy;
  }
}
