package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.learner.WindowedMetrics;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.sharded.ShardMessage.Register;
import java.util.ArrayList;
import java.util.List;

/**
 * A mistake that an implementation of the protocol could make, planted where messages and state
 * enter or leave batchers, shards and combiners. The simulation must notice each of them.
 */
enum ShardedMutation {
  /** The protocol as it is. */
  NONE,
  /** Shards take errors of any incarnation. */
  OLD_SESSION_TAKEN,
  /** Each incarnation has the same sessions. */
  SESSIONS_REUSED,
  /** A checkpoint lacks the errors that a combiner keeps. */
  ERRORS_NOT_KEPT,
  /** A combiner keeps one errors too few. */
  TOO_FEW_ERRORS_KEPT,
  /** A combiner sends errors as soon as one shard knows the session. */
  OPENED_TOO_EARLY,
  /** Rows are saved some time after the rest of their shard: some errors are applied twice. */
  ROWS_SAVED_LATER,
  /** A checkpoint lacks the parts that wait for their errors. */
  PARTS_NOT_SAVED,
  /** A checkpoint has the parts, but not what the forward step made of them. */
  SUMS_NOT_SAVED,
  /** A checkpoint lacks the rows that the next update has to tell of. */
  TOUCHED_NOT_SAVED,
  /** A checkpoint lacks the sums and labels that wait for others. */
  PENDING_NOT_SAVED,
  /** A checkpoint lacks what a combiner has counted. */
  METRICS_NOT_SAVED,
  /** A checkpoint lacks the examples that a batcher holds. */
  HELD_NOT_SAVED,
  /** When the number of sources changes, every new one takes over all that was held. */
  HELD_TAKEN_BY_ALL,
  /** When the number of sources changes, shards forget what the former ones had sent. */
  EPOCH_NOT_FINISHED,
  /** A shard predicts on the newest state instead of the one that makes all runs alike. */
  FORWARD_TOO_EARLY,
  /** A shard applies batches of a round in the order in which sources came. */
  ARRIVAL_ORDER,
  /** Idle sources don't hear that others have got ahead. */
  IDLE_NOT_DUE,
  /** Nobody cares whether another incarnation has a higher generation. */
  RIVALS_IGNORED,
  /** Two incarnations have the same generation. */
  GENERATION_REUSED,
  /** A checkpoint lacks what a combiner has learned of the dense table since it was merged. */
  DENSE_NOT_SAVED,
  /** Masters of the dense table are saved some time after the combiners. */
  MASTERS_SAVED_LATER;

  long session(long drawn, int index) {
    return this == SESSIONS_REUSED ? index : drawn;
  }

  BatcherSnapshot saved(BatcherSnapshot one) {
    return this == HELD_NOT_SAVED ? withHeld(one, List.of()) : one;
  }

  private static BatcherSnapshot withHeld(BatcherSnapshot one, List<Example> held) {
    return new BatcherSnapshot(
        one.index(),
        one.sources(),
        one.epoch(),
        one.generation(),
        one.round(),
        one.answered(),
        one.learned(),
        one.inputEnded(),
        one.lastSent(),
        one.former(),
        held);
  }

  /** What a batcher is given of a checkpoint. */
  List<BatcherSnapshot> restored(List<BatcherSnapshot> all, int sources) {
    if (this != HELD_TAKEN_BY_ALL || all.isEmpty() || BatcherGroup.isSame(all, sources)) {
      return all;
    }
    List<Example> held = all.stream().flatMap(one -> one.held().stream()).toList();
    return all.stream().map(one -> withHeld(one, held)).toList();
  }

  /** What a checkpoint keeps of a shard; the state is a copy. */
  ShardState saved(ShardState state) {
    if (this == PARTS_NOT_SAVED) {
      state.parts.forEach(List::clear);
    } else if (this == SUMS_NOT_SAVED) {
      for (List<KeptPart> parts : state.parts) {
        parts.replaceAll(
            kept ->
                kept.sums() == null
                    ? kept
                    : new KeptPart(kept.part(), new float[kept.sums().length]));
      }
    } else if (this == TOUCHED_NOT_SAVED) {
      state.touched.clear();
    }
    return state;
  }

  CombinerSnapshot saved(CombinerSnapshot snapshot, int inFlight) {
    List<CombinerSnapshot.Source> sources = new ArrayList<>();
    for (CombinerSnapshot.Source one : snapshot.sources()) {
      List<Errors> answers = one.answers();
      if (this == ERRORS_NOT_KEPT) {
        answers = List.of();
      } else if (this == TOO_FEW_ERRORS_KEPT && answers.size() > inFlight) {
        answers = answers.subList(answers.size() - inFlight, answers.size());
      }
      List<CombinerSnapshot.Batch> batches = this == PENDING_NOT_SAVED ? List.of() : one.batches();
      sources.add(
          new CombinerSnapshot.Source(one.epoch(), one.source(), one.answered(), batches, answers));
    }
    return new CombinerSnapshot(
        snapshot.index(),
        snapshot.combiners(),
        this == METRICS_NOT_SAVED ? new WindowedMetrics(4) : snapshot.metrics(),
        sources);
  }

  /** What reaches a shard. */
  ShardMessage sent(ShardMessage message) {
    return this == EPOCH_NOT_FINISHED && message instanceof Register one
        ? new Register(
            one.block(),
            one.source(),
            one.sources(),
            one.session(),
            one.generation(),
            one.epoch(),
            one.former().stream().map(former -> new Epoch(former.number(), new long[0])).toList())
        : message;
  }

  /** What reaches the updates topic. */
  BlockMessage published(BlockMessage message) {
    if (this != GENERATION_REUSED) {
      return message;
    }
    if (message instanceof Update update) {
      return update.withGeneration(1);
    }
    Opening one = (Opening) message;
    return new Opening(
        one.block(),
        1,
        one.version(),
        one.part(),
        one.parts(),
        one.sessions(),
        one.mergedRounds(),
        one.ended(),
        one.progress(),
        one.values(),
        one.shape(),
        one.digests());
  }
}
