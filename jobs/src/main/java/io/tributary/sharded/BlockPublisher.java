package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Publishes what becomes of a block. An update has all rows that were touched since the one before,
 * so each is as the block was between two rounds.
 */
final class BlockPublisher {
  private static final long NEVER = Long.MAX_VALUE;

  /** Floats of one part of an opening: keeps its record well below Kafka's 1 MB default. */
  private static final int FLOATS_PER_PART = 1 << 17;

  private static final int MOST_ROWS_PER_PART = 1 << 16;

  private final ShardedConfig config;
  private final int width;
  private final BlockRows rows;
  private final ShardState state;
  private final LongSupplier clock;
  private final ShardOutput out;
  private boolean open;
  private long lastTime;
  private long wakesAt = NEVER;

  BlockPublisher(
      ShardedConfig config,
      int width,
      BlockRows rows,
      ShardState state,
      LongSupplier clock,
      ShardOutput out) {
    this.config = config;
    this.width = width;
    this.rows = rows;
    this.state = state;
    this.clock = clock;
    this.out = out;
    lastTime = clock.getAsLong() - config.publishMinDelayMillis();
  }

  /** Publishes the whole content; what was touched since the last update follows once more. */
  void open(long[] sessions, long[] appliedRounds, boolean ended) {
    int most = Math.min(MOST_ROWS_PER_PART, FLOATS_PER_PART / width);
    int count = rows.count();
    int parts = Math.max(1, (count + most - 1) / most);
    int[] part = {0};
    Consumer<SparseValues> publish =
        values ->
            out.publish(
                new Opening(
                    state.block,
                    state.generation,
                    state.version,
                    part[0]++,
                    parts,
                    sessions,
                    appliedRounds,
                    ended,
                    new MergeProgress(state.examples, state.newestEventTime, 0, Example.NO_TIME),
                    values,
                    ModelShape.of(config.layout(), width),
                    state.digests));
    if (count == 0) {
      publish.accept(SparseValues.EMPTY);
    } else {
      rows.content(most, publish);
    }
    open = true;
  }

  /** Publishes what a round has brought, if it is time. */
  void roundApplied(boolean ended) {
    if (!ended && state.newExamples == 0) {
      return;
    }
    long delay = config.publishMinDelayMillis();
    if (delay > 0 && !ended) {
      long now = clock.getAsLong();
      if (now - lastTime < delay) {
        wake(lastTime + delay);
        return;
      }
    }
    publish(ended);
  }

  private void wake(long time) {
    if (wakesAt == NEVER) {
      wakesAt = time;
      out.wakeAt(time);
    }
  }

  /** Publishes what has waited long enough, unless a round is under way: it does so at its end. */
  void onTimer() {
    long now = clock.getAsLong();
    if (now < wakesAt) {
      return;
    }
    wakesAt = NEVER;
    if (!state.begun) {
      roundApplied(false);
    }
  }

  private void publish(boolean ended) {
    SparseValues changes = rows.takeChanges();
    state.version++;
    Update update =
        new Update(
            state.block,
            state.generation,
            state.version,
            -1,
            Math.max(0, state.round - 1),
            ended,
            new MergeProgress(
                state.examples, state.newestEventTime, state.newExamples, state.oldestSentTime),
            changes);
    state.digests = state.digests.next(update, VersionDigests.KEPT);
    state.newExamples = 0;
    state.oldestSentTime = Example.NO_TIME;
    lastTime = clock.getAsLong();
    if (open) {
      out.publish(update);
    }
  }
}
