package io.tributary.merge;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.UnusableUpdateException;
import io.tributary.codec.UpdateCheck;
import io.tributary.example.Example;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.LaneGroup;
import io.tributary.model.MergeProgress;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import io.tributary.model.VersionDigests;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mistake that an implementation of the protocol could make, planted where messages and state
 * enter or leave the replicas and masters. The simulation must notice each of them.
 */
enum Mutation {
  /** The protocol as it is. */
  NONE,
  /** Neither generation nor session tells an incarnation's messages from those of another. */
  NO_GENERATION,
  /** Two restarts from one checkpoint get the same generation. */
  GENERATION_REUSED,
  /** A checkpoint has the input's position, but not the examples that a replica holds. */
  HELD_NOT_SAVED,
  /** A checkpoint has the input's position, but not what the open round has learned. */
  OPEN_ROUND_NOT_SAVED,
  /** A checkpoint lacks the deltas that wait for those of other replicas. */
  PENDING_NOT_SAVED,
  /** A restored replica sends again what is not merged, though its masters have it. */
  DELTA_APPLIED_TWICE,
  /** A round is made of the deltas that arrive first, whosever they are. */
  ARRIVAL_ORDER,
  /** A restored optimizer begins with no squared-gradient mass. */
  LANES_NOT_RESTORED,
  /** Restored masters open their blocks with the newest values, whatever version they say. */
  UPDATES_NOT_TAKEN_BACK,
  /** When the number of replicas changes, what the open rounds had learned is forgotten. */
  LEFTOVERS_DROPPED,
  /** When the number of replicas changes, every new replica takes over all that was held. */
  HELD_TAKEN_BY_ALL,
  /** Whatever is on the topic is taken for true. */
  UPDATES_NOT_CHECKED,
  /** What can't be read is passed over, and nobody asks what it was. */
  NO_DOUBT,
  /** One replica does not install what an update has changed. */
  UPDATE_NOT_INSTALLED,
  /** One replica is told of an update that no other has seen, though the model is the same. */
  TOLD_ANOTHER_UPDATE,
  /** A checkpoint lacks the digests of the masters. */
  DIGESTS_NOT_SAVED,
  /** A checkpoint lacks the ledgers of the replicas. */
  LEDGER_NOT_SAVED,
  /** Masters are restored from an earlier checkpoint than replicas. */
  TWO_CHECKPOINTS,
  /** A checkpoint lacks the curvature of open rounds. */
  CURVATURE_NOT_SAVED,
  /** A checkpoint lacks how far each replica has come in event time. */
  FRONTIERS_NOT_SAVED,
  /** Restored masters say of an older version how far replicas have come by now. */
  ALIGNMENT_NOT_TAKEN_BACK;

  /** Makes a message of what is on the log, for a replica. */
  BlockMessage read(byte[] record, UpdateCheck check, long nowMillis)
      throws UnusableUpdateException {
    return takesAll()
        ? BlockMessageCodec.INSTANCE.decode(new ByteReader(record))
        : check.read(record, nowMillis);
  }

  /** What a replica is told instead. */
  BlockMessage told(BlockMessage message, int index) {
    boolean other = index == 0 && message instanceof Update update && update.version() % 4 == 3;
    if (!other || (this != UPDATE_NOT_INSTALLED && this != TOLD_ANOTHER_UPDATE)) {
      return message;
    }
    Update update = (Update) message;
    MergeProgress progress = update.progress();
    return this == UPDATE_NOT_INSTALLED
        ? copy(update, progress, SparseValues.EMPTY)
        : copy(
            update,
            new MergeProgress(
                progress.examples(),
                progress.newestEventTime(),
                progress.roundExamples(),
                progress.oldestSentTime() - 1),
            update.values());
  }

  private static Update copy(Update update, MergeProgress progress, SparseValues values) {
    return new Update(
        update.block(),
        update.generation(),
        update.version(),
        update.replica(),
        update.round(),
        update.ended(),
        progress,
        values);
  }

  /** What a checkpoint keeps of a replica's ledger. */
  List<LedgerEntry> savedLedger(List<LedgerEntry> entries) {
    return this == LEDGER_NOT_SAVED ? List.of() : entries;
  }

  /** Of which checkpoint masters are restored. */
  @Nullable Checkpoint ofMasters(@Nullable Checkpoint restored, List<Checkpoint> all) {
    int index = restored == null ? -1 : all.indexOf(restored);
    return this == TWO_CHECKPOINTS && index > 0 ? all.get(index - 1) : restored;
  }

  boolean takesAll() {
    return this == UPDATES_NOT_CHECKED;
  }

  boolean shrugs() {
    return this == NO_DOUBT;
  }

  long session(long drawn) {
    return this == NO_GENERATION ? 1 : drawn;
  }

  boolean sendsAgain() {
    return this == DELTA_APPLIED_TWICE;
  }

  boolean mergesInArrivalOrder() {
    return this == ARRIVAL_ORDER;
  }

  /** What reaches the log. */
  BlockMessage published(BlockMessage message, long restoredGeneration) {
    return switch (this) {
      case NO_GENERATION -> withGeneration(message, 1);
      case GENERATION_REUSED -> withGeneration(message, restoredGeneration + 1);
      default -> message;
    };
  }

  /** What reaches a master. */
  ReplicaMessage sent(ReplicaMessage message) {
    return this == LEFTOVERS_DROPPED && message instanceof Registered joined
        ? new Registered(
            joined.block(),
            joined.replica(),
            joined.replicas(),
            joined.session(),
            joined.generation(),
            joined.rescaled(),
            List.of())
        : message;
  }

  /** What a checkpoint keeps of a replica. */
  ReplicaSnapshot saved(ReplicaSnapshot snapshot) {
    return switch (this) {
      case HELD_NOT_SAVED -> copy(snapshot, snapshot.examplesInRound(), snapshot.view(), List.of());
      case OPEN_ROUND_NOT_SAVED -> {
        ViewSnapshot view = snapshot.view();
        yield copy(
            snapshot,
            0,
            new ViewSnapshot(
                view.version(),
                view.baseVersions(),
                view.unmerged(),
                new int[0],
                new float[0],
                SparseValues.EMPTY,
                RoundCurvature.Sums.NONE),
            snapshot.held());
      }
      case CURVATURE_NOT_SAVED -> {
        ViewSnapshot view = snapshot.view();
        yield copy(
            snapshot,
            snapshot.examplesInRound(),
            new ViewSnapshot(
                view.version(),
                view.baseVersions(),
                view.unmerged(),
                view.touched(),
                view.before(),
                view.overlay(),
                RoundCurvature.Sums.NONE),
            snapshot.held());
      }
      default -> snapshot;
    };
  }

  /** What a replica is given of a checkpoint. */
  List<ReplicaSnapshot> restored(List<ReplicaSnapshot> all, int index, int replicas) {
    if (this != HELD_TAKEN_BY_ALL || ReplicaGroup.isSame(all, replicas)) {
      return all;
    }
    // Exactly as many snapshots as replicas, each with what all of them held.
    return all.stream()
        .map(
            one ->
                copy(
                    one,
                    one.examplesInRound(),
                    one.view(),
                    all.stream().flatMap(other -> other.held().stream()).toList()))
        .toList();
  }

  /** What a master is given of a checkpoint. */
  BlockMasterState restored(BlockMasterState state, TableSpec table) {
    if (this == DIGESTS_NOT_SAVED) {
      int known = state.digests.digests().length;
      state.digests = new VersionDigests(state.version(), new long[known]);
    } else if (this == PENDING_NOT_SAVED) {
      state.pending.forEach(Deque::clear);
    } else if (this == LANES_NOT_RESTORED) {
      for (int row = 0; row < state.lanes().length; row += table.width()) {
        for (LaneGroup group : table.groups()) {
          state.lanes()[row + Math.max(0, group.mass())] *= group.mass() < 0 ? 1 : 0;
        }
      }
    } else if (this == UPDATES_NOT_TAKEN_BACK) {
      for (int i = state.history.size(); i > 0; i--) {
        Update update = state.history.removeFirst().update();
        state.history.addLast(new MergedRound(update, update.values().lanes().clone(), 0));
      }
    } else if (this == FRONTIERS_NOT_SAVED) {
      Arrays.fill(state.frontiers, Example.NO_TIME);
    } else if (this == ALIGNMENT_NOT_TAKEN_BACK) {
      for (int i = state.history.size(); i > 0; i--) {
        MergedRound round = state.history.removeFirst();
        long now = state.progress.alignedTime();
        state.history.addLast(new MergedRound(round.update(), round.before(), now));
      }
    }
    return state;
  }

  /** The delta as it is merged when it counts as another replica's, in another round. */
  static Delta arrivedAs(Delta delta, int replica, long round) {
    return new Delta(
        delta.block(),
        replica,
        round,
        delta.baseVersion(),
        delta.examples(),
        delta.activeCoordinates(),
        delta.last(),
        delta.newestEventTime(),
        delta.oldestSentTime(),
        delta.frontier(),
        delta.changes(),
        delta.curvature());
  }

  private static ReplicaSnapshot copy(
      ReplicaSnapshot one, int examplesInRound, ViewSnapshot view, List<Example> held) {
    return new ReplicaSnapshot(
        one.index(),
        one.replicas(),
        one.generation(),
        one.round(),
        one.learning(),
        examplesInRound,
        one.activeInRound(),
        one.newestEventTime(),
        one.oldestSentTime(),
        one.inputEnded(),
        one.lastSent(),
        one.awaitingOpenings(),
        view,
        held,
        one.stats());
  }

  private static BlockMessage withGeneration(BlockMessage message, long generation) {
    if (message instanceof Opening opening) {
      return new Opening(
          opening.block(),
          generation,
          opening.version(),
          opening.part(),
          opening.parts(),
          opening.sessions(),
          opening.mergedRounds(),
          opening.ended(),
          opening.progress(),
          opening.values(),
          opening.shape(),
          opening.digests());
    }
    if (message instanceof Update update) {
      return update.withGeneration(generation);
    }
    return new RoundDue(message.block(), generation, ((RoundDue) message).round());
  }
}
