package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.HeadLearner;
import io.tributary.learner.LayeredLearner;
import io.tributary.learner.Learner;
import io.tributary.learner.ModelLearner;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
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

  private final ModelLearner learner;
  private final BlockInbox[] inboxes;
  private final boolean alone;
  private final List<TableView> tables;

  /** For each block, the table that it is a slice of. */
  private final TableView[] tableOf;

  /** The table of coordinates, which is all of a linear model; else the only one. */
  private final TableView first;

  private final RoundCurvature curvature;
  private final long[] baseVersions;
  private long version;

  /**
   * Creates the view of a model that nobody has learned yet.
   *
   * @param specs the tables that are learned here, the sparse one first
   * @param alone true when masters merge the rounds of this replica only, one after the other
   */
  ReplicaView(List<TableSpec> specs, ModelLearner learner, BlockInbox[] inboxes, boolean alone) {
    this.learner = learner;
    this.inboxes = inboxes;
    this.alone = alone;
    tables = new ArrayList<>();
    tableOf = new TableView[inboxes.length];
    for (int i = 0; i < specs.size(); i++) {
      TableSpec spec = specs.get(i);
      TableView table = new TableView(spec, learner.tables().get(i), spec.massLane(), alone);
      tables.add(table);
      for (int block = spec.firstBlock(); block < spec.endBlock(); block++) {
        tableOf[block] = table;
      }
    }
    first = tables.get(0);
    curvature = new RoundCurvature(first.touched());
    baseVersions = new long[inboxes.length];
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
    for (int block = 0; block < inboxes.length; block++) {
      most = Math.max(most, unmergedRounds(block));
    }
    return most;
  }

  /** Returns how many rounds of a block are sent and not merged. */
  int unmergedRounds(int block) {
    return tableOf[block].unmerged(block).size();
  }

  void learn(Example example, ReplicaStats stats) {
    if (learner instanceof Learner linear) {
      learnLinear(linear, example, stats);
    } else if (learner instanceof LayeredLearner layered) {
      learnLayered(layered, example, stats);
    } else if (learner instanceof HeadLearner head) {
      learnHead(head, example, stats);
    }
  }

  private void learnLinear(Learner linear, Example example, ReplicaStats stats) {
    FeatureVector features = example.features();
    // The margin first: it asks the memory for all lanes at once, and what follows finds them near.
    double margin = linear.margin(features);
    first.touched().touch(features.indices(), features.size());
    double slope = linear.learn(example, margin);
    if (!alone && slope != 0) { // Else it taught nothing: it may have a value that is not finite.
      double bend = linear.loss().curvature(margin, example.label()) * example.weight();
      curvature.add(features, bend, slope * slope);
    }
    stats.learned(example, margin);
  }

  private void learnLayered(LayeredLearner layered, Example example, ReplicaStats stats) {
    FeatureVector features = example.features();
    double[] margins = layered.predict(features);
    first.touched().touch(features.indices(), features.size());
    for (int i = 1; i < tables.size(); i++) {
      tables.get(i).touchAll();
    }
    if (layered.learn(example) && !alone) {
      curvature.add(features, layered.bend(), layered.squaredSlope());
    }
    stats.learned(example, margins);
  }

  private void learnHead(HeadLearner head, Example example, ReplicaStats stats) {
    double[] margins = head.predict(example.features());
    first.touchAll();
    if (head.learn(example) && !alone) {
      curvature.addToAll(head.bend(), head.squaredSlope());
    }
    stats.learned(example, margins);
  }

  /** Moves to a later merged version, between two rounds; all blocks must have it. */
  void advance(long target) {
    if (target < version || (target == version && !hasContent())) {
      return;
    }
    for (BlockInbox inbox : inboxes) {
      tableOf[inbox.block].advance(inbox, target);
    }
    learner.refresh();
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
    tableOf[update.block()].installNow(update, inboxes[update.block()], replica);
    learner.refresh();
    updateVersion();
  }

  /** Takes a block's whole copy, keeping own rounds from {@code firstUnmergedRound} on. */
  void adopt(int block, long firstUnmergedRound) {
    tableOf[block].adopt(inboxes[block], firstUnmergedRound);
    learner.refresh();
    updateVersion();
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
      tableOf[inbox.block].install(inbox, inbox.version());
    }
    learner.refresh();
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
    for (TableView table : tables) {
      long[] sorted = table.touched().sorted();
      int from = 0;
      for (int block = table.table().firstBlock(); block < table.table().endBlock(); block++) {
        int end = table.endOf(block, sorted, from);
        SparseValues values = table.changes(block, sorted, from, end);
        Curvature told = told(table, sorted, from, end);
        Delta delta = toDelta.apply(new BlockChanges(block, baseVersions[block], values, told));
        table.unmerged(block).add(delta);
        out.send(delta);
        from = end;
      }
      table.touched().clear();
    }
    if (alone) {
      learner.refresh(); // Sending has rounded the lanes as the masters do.
    }
  }

  private Curvature told(TableView table, long[] sorted, int from, int end) {
    if (alone) {
      return Curvature.OF_LIKELIHOOD;
    }
    return table == first ? curvature.of(sorted, from, end) : curvature.ofAll();
  }

  /**
   * Notes the versions on which a round begins.
   *
   * @param isShort whether the round is one of few examples, whose coordinates tell their curvature
   *     one by one
   */
  void beginRound(boolean bounded, boolean isShort) {
    curvature.begin(!first.table().dense() && (isShort || first.width() == 1));
    for (int block = 0; block < inboxes.length; block++) {
      baseVersions[block] = bounded ? version : inboxes[block].version();
    }
  }

  /** Checks that what is restored is of this model. */
  void requireFits(Collection<ReplicaSnapshot> snapshots) {
    List<TableSpec> specs = tables.stream().map(TableView::table).toList();
    snapshots.forEach(snapshot -> snapshot.view().requireFits(specs));
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
    for (int block = 0; block < inboxes.length; block++) {
      deltas.addAll(tableOf[block].unmerged(block).deltas());
    }
    TableSnapshot ofFirst = first.snapshot();
    RoundCurvature.Sums sums =
        alone ? RoundCurvature.Sums.NONE : curvature.sums(first.touched().sorted());
    return new ViewSnapshot(
        version,
        baseVersions.clone(),
        deltas,
        ofFirst.touched(),
        ofFirst.before(),
        ofFirst.overlay(),
        sums,
        tables.size() == 1 ? TableSnapshot.NONE : tables.get(1).snapshot());
  }

  void restore(ViewSnapshot snapshot, boolean bounded) {
    version = snapshot.version();
    System.arraycopy(snapshot.baseVersions(), 0, baseVersions, 0, baseVersions.length);
    tables.forEach(table -> table.restore(snapshot.unmerged()));
    for (BlockInbox inbox : inboxes) {
      tableOf[inbox.block].restore(inbox, bounded ? version : inbox.version());
    }
    first.restore(snapshot.sparse());
    if (tables.size() > 1) {
      tables.get(1).restore(snapshot.dense());
    }
    learner.refresh();
    curvature.restore(snapshot.curvature());
  }
}
