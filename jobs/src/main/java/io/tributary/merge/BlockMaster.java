package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import io.tributary.model.VersionDigests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The master copy of one block. It merges what the replicas send, and publishes the result.
 *
 * <p>With bounded staleness the master merges a round when the deltas of all replicas are in, in
 * replica order. With unbounded staleness it merges each delta as it comes. An incarnation opens
 * the block when all its replicas have registered; until then deltas wait.
 */
public final class BlockMaster {
  /** Lanes of one part of an opening: keeps its record well below Kafka's 1 MB default. */
  static final int LANES_PER_PART = 1 << 17;

  private final MasterConfig config;
  private final int block;
  private final TableSpec table;
  private final BlockMerger merger;
  private final BlockMasterState state;

  private long @Nullable [] sessions;
  private final BitSet registered = new BitSet();
  private boolean rescaled;
  private long restoredGeneration;
  private boolean open;
  private long dueRound = -1;

  /** Creates the master of a block, new or restored. */
  public BlockMaster(MasterConfig config, BlockMasterState state) {
    this.config = config;
    this.state = state;
    block = state.block;
    table = config.tableOf(block);
    merger = new BlockMerger(table, MergeRules.named(config.mergeRule()));
  }

  /** Takes a message of a replica and publishes what follows from it. */
  public void onMessage(ReplicaMessage message, Consumer<BlockMessage> publish) {
    if (message instanceof Registered join) {
      onRegistered(join, publish);
    } else if (message instanceof Delta delta) {
      state.pending(delta.replica()).addLast(delta);
      if (open) {
        merge(publish);
        announceDue(delta, publish);
      }
    }
  }

  private void onRegistered(Registered join, Consumer<BlockMessage> publish) {
    long[] known = sessions;
    if (known == null) {
      known = new long[join.replicas()];
      sessions = known;
      rescaled = join.rescaled();
      if (!rescaled) {
        state.begin(join.replicas());
      }
      restoredGeneration = state.generation;
    }
    if (open) {
      raiseGeneration(join.generation(), known, publish);
      return;
    }
    if (registered.get(join.replica()) && known[join.replica()] == join.session()) {
      // It has seen a higher generation, or misses something, before the others are there.
      state.generation = Math.max(state.generation, join.generation());
      return;
    }
    if (join.rescaled() != rescaled || join.replicas() != known.length) {
      throw new IllegalStateException(
          "replicas disagree on their group: "
              + join
              + " replicas="
              + known.length
              + " rescaled="
              + rescaled);
    }
    known[join.replica()] = join.session();
    // The replicas of the checkpoint may not have seen the generation that the master had by then.
    long above = Generations.above(restoredGeneration, join.session());
    state.generation = Math.max(state.generation, Math.max(above, join.generation()));
    join.leftovers().forEach(delta -> state.pending(delta.replica()).addLast(delta));
    registered.set(join.replica());
    if (registered.cardinality() == known.length) {
      if (rescaled) {
        foldAll();
        state.regroup(known.length);
      }
      publishOpening(known, publish);
      open = true;
      merge(publish);
      announceAllDue(publish);
    }
  }

  /**
   * Opens the block again, because another incarnation was seen to have a higher generation, or
   * because a replica misses something that was said.
   */
  private void raiseGeneration(long generation, long[] known, Consumer<BlockMessage> publish) {
    if (generation > state.generation) {
      state.generation = generation;
      publishOpening(known, publish);
      dueRound = -1;
      announceAllDue(publish);
    }
  }

  /**
   * Merges all deltas that wait, also of rounds that only some replicas have finished: the other
   * replicas are gone. Nobody needs the updates, because an opening follows.
   */
  private void foldAll() {
    Consumer<BlockMessage> nobody = message -> {};
    if (!config.staleness().bounded()) {
      merge(nobody);
      return;
    }
    List<Delta> deltas = state.takeRound(false);
    while (!deltas.isEmpty()) {
      mergeRound(deltas, nobody);
      deltas = state.takeRound(false);
    }
  }

  /**
   * Publishes the block as it was before the last updates, and then these updates. A restored
   * replica goes on at the version that it was learning on, which may be any of them.
   */
  private void publishOpening(long[] knownSessions, Consumer<BlockMessage> publish) {
    int width = table.width();
    int undone = state.undoable();
    List<SparseValues> parts = split(state.lanesBefore(undone), width);
    for (int part = 0; part < parts.size(); part++) {
      publish.accept(
          new Opening(
              block,
              state.generation,
              state.version - undone,
              part,
              parts.size(),
              knownSessions,
              state.mergedRounds.clone(),
              undone == 0 && state.ended(),
              state.progressBefore(undone),
              parts.get(part),
              table.shape(),
              state.digests));
    }
    for (MergedRound round : state.history) {
      publish.accept(round.update().withGeneration(state.generation));
    }
  }

  private static List<SparseValues> split(float[] lanes, int width) {
    List<SparseValues> parts = new ArrayList<>();
    int most = LANES_PER_PART / width;
    int[] offsets = new int[most];
    int size = 0;
    for (int offset = 0; offset < lanes.length / width; offset++) {
      if (isZero(lanes, offset * width, width)) {
        continue;
      }
      offsets[size++] = offset;
      if (size == most) {
        parts.add(part(lanes, width, offsets, size));
        size = 0;
      }
    }
    if (size > 0 || parts.isEmpty()) {
      parts.add(part(lanes, width, offsets, size));
    }
    return parts;
  }

  private static boolean isZero(float[] lanes, int at, int width) {
    for (int lane = 0; lane < width; lane++) {
      if (lanes[at + lane] != 0) {
        return false;
      }
    }
    return true;
  }

  private static SparseValues part(float[] lanes, int width, int[] offsets, int size) {
    if (size == 0) {
      return SparseValues.EMPTY;
    }
    float[] values = new float[size * width];
    for (int i = 0; i < size; i++) {
      System.arraycopy(lanes, offsets[i] * width, values, i * width, width);
    }
    return new SparseValues(Arrays.copyOf(offsets, size), values);
  }

  private void merge(Consumer<BlockMessage> publish) {
    if (!config.staleness().bounded()) {
      for (Deque<Delta> pending : state.pending) {
        while (!pending.isEmpty()) {
          mergeOne(pending.removeFirst(), publish);
        }
      }
      return;
    }
    List<Delta> deltas = state.takeRound(true);
    while (!deltas.isEmpty()) {
      mergeRound(deltas, publish);
      deltas = state.takeRound(true);
    }
  }

  private void mergeRound(List<Delta> deltas, Consumer<BlockMessage> publish) {
    BlockMerger.Merged merged = merger.mergeRound(deltas, state.lanes);
    long alignedBefore = state.progress.alignedTime();
    deltas.forEach(state::merged);
    Update update = nextUpdate(-1, state.version, count(deltas), merged.values());
    state.keep(
        new MergedRound(update, merged.before(), alignedBefore), config.staleness().updatesKept());
    publish.accept(update);
  }

  private void mergeOne(Delta delta, Consumer<BlockMessage> publish) {
    SparseValues values = merger.mergeOne(delta, state.concurrentWith(delta), state.lanes);
    state.merged(delta);
    publish.accept(nextUpdate(delta.replica(), delta.round(), count(List.of(delta)), values));
    state.remember(delta);
  }

  private Update nextUpdate(int replica, long round, MergeProgress progress, SparseValues values) {
    state.version++;
    state.progress = progress;
    Update update =
        new Update(
            block,
            state.generation,
            state.version,
            replica,
            round,
            state.ended(),
            progress,
            values);
    // Enough for those that are repeated, and for the one before.
    int kept = Math.max(VersionDigests.KEPT, config.staleness().updatesKept() + 1);
    state.digests = state.digests.next(update, kept);
    return update;
  }

  private MergeProgress count(List<Delta> deltas) {
    long examples = 0;
    long newestEventTime = state.progress.newestEventTime();
    long oldestSentTime = Example.NO_TIME;
    for (Delta delta : deltas) {
      examples += delta.examples();
      newestEventTime = Math.max(newestEventTime, delta.newestEventTime());
      if (delta.oldestSentTime() != Example.NO_TIME
          && (oldestSentTime == Example.NO_TIME || delta.oldestSentTime() < oldestSentTime)) {
        oldestSentTime = delta.oldestSentTime();
      }
    }
    return new MergeProgress(
        state.progress.examples() + examples,
        newestEventTime,
        examples,
        oldestSentTime,
        state.alignedTime());
  }

  private void announceAllDue(Consumer<BlockMessage> publish) {
    // All of them: the last round of an input may be empty when the one before is not.
    for (Deque<Delta> pending : state.pending) {
      for (Delta delta : pending) {
        announceDue(delta, publish);
      }
    }
  }

  private void announceDue(Delta delta, Consumer<BlockMessage> publish) {
    // One block speaks for all; a round of no examples is no reason to hurry anybody, unless it
    // ended because an example has to wait.
    if (block == config.tables().get(0).firstBlock()
        && config.announcesDue()
        && config.staleness().bounded()
        && (delta.examples() > 0 || delta.hasBacklog())
        && delta.round() >= state.version
        && delta.round() > dueRound) {
      dueRound = delta.round();
      publish.accept(new RoundDue(block, state.generation, dueRound));
    }
  }

  /** Returns the state: live, not a copy. */
  public BlockMasterState state() {
    return state;
  }
}
