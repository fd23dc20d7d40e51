package io.tributary.sharded;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The mini-batches that one incarnation of a batcher has sent and that are not answered yet, and
 * how long the last answer took. Nothing of it survives a restart: of batches that an earlier
 * incarnation sent, nobody knows when.
 */
final class SentBatches {
  private record Sent(long round, int examples, long timeMillis) {}

  private final Deque<Sent> sent = new ArrayDeque<>();
  private int examples;
  private long roundTripMillis = -1;

  /** Takes note of a batch. */
  void sent(long round, int size, long timeMillis) {
    sent.addLast(new Sent(round, size, timeMillis));
    examples += size;
  }

  /** Takes note that all batches up to a round are answered. */
  void answered(long round, long timeMillis) {
    while (!sent.isEmpty() && sent.getFirst().round() <= round) {
      Sent first = sent.removeFirst();
      examples -= first.examples();
      roundTripMillis = timeMillis - first.timeMillis();
    }
  }

  /** Returns how many examples are in batches that are not answered. */
  int examples() {
    return examples;
  }

  /** Returns the time from sending the last answered batch to its answer, in ms, or -1. */
  long roundTripMillis() {
    return roundTripMillis;
  }
}
