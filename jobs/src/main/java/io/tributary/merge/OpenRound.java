package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaView.BlockChanges;

/** What a replica counts of the examples of its open round. */
final class OpenRound {
  private int examples;
  private long active;
  private long newestEventTime = Example.NO_TIME;
  private long oldestSentTime = Example.NO_TIME;

  /** Counts an example. */
  void add(Example example) {
    examples++;
    active += example.features().size();
    newestEventTime = Math.max(newestEventTime, example.eventTime());
    if (example.sentTime() != Example.NO_TIME) {
      oldestSentTime =
          oldestSentTime == Example.NO_TIME
              ? example.sentTime()
              : Math.min(oldestSentTime, example.sentTime());
    }
  }

  /** Returns what a replica's round has learned in a block. */
  Delta delta(BlockChanges changes, int replica, long round, boolean last, long frontier) {
    return new Delta(
        changes.block(),
        replica,
        round,
        changes.baseVersion(),
        examples,
        active,
        last,
        newestEventTime,
        oldestSentTime,
        frontier,
        changes.values(),
        changes.curvature());
  }

  /** Begins the next round. */
  void reset() {
    examples = 0;
    active = 0;
    newestEventTime = Example.NO_TIME;
    oldestSentTime = Example.NO_TIME;
  }

  /** Goes on with a round that a checkpoint found open. */
  void resume(ReplicaSnapshot snapshot) {
    examples = snapshot.examplesInRound();
    active = snapshot.activeInRound();
    newestEventTime = snapshot.newestEventTime();
    oldestSentTime = snapshot.oldestSentTime();
  }

  /** Returns how many examples the round has. */
  int examples() {
    return examples;
  }

  /** Returns the sum of their active coordinates. */
  long active() {
    return active;
  }

  /** Returns the event time of the newest, or {@link Example#NO_TIME}. */
  long newestEventTime() {
    return newestEventTime;
  }

  /** Returns when the oldest was sent, or {@link Example#NO_TIME}. */
  long oldestSentTime() {
    return oldestSentTime;
  }
}
