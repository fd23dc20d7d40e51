package io.tributary.kafka.decoding;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets no more threads decode at the same time than there are processors, those first that have
 * waited longest, and all of them at the lowest priority. With a backlog every source decodes
 * without end; if each had a thread that always has work, merging, installing and writing a
 * checkpoint, which have little, would wait for all of them each time the scheduler goes round.
 * Thread safe.
 */
final class DecodingTurns {
  private static final DecodingTurns OF_PROCESS =
      new DecodingTurns(Runtime.getRuntime().availableProcessors());

  private final Semaphore free;

  /**
   * Creates turns that are all free.
   *
   * @param most how many threads may have one at the same time
   */
  DecodingTurns(int most) {
    free = new Semaphore(most, true);
  }

  /** Returns those that all sources of a job in this process share. */
  static DecodingTurns ofProcess() {
    return OF_PROCESS;
  }

  /**
   * Does some work when it is this thread's turn, and returns what comes of it. The work must wait
   * for nothing, so nobody waits long: not even one that is interrupted gives up. The thread keeps
   * the lowest priority, for what it fetches is to be decoded, too.
   */
  <T> T take(Supplier<T> work) {
    giveWay();
    free.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      free.release();
    }
  }

  // Whether the scheduler heeds it changes nothing but how fast all is.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void giveWay() {
    Thread thread = Thread.currentThread();
    if (thread.getPriority() != Thread.MIN_PRIORITY) {
      thread.setPriority(Thread.MIN_PRIORITY);
    }
  }
}
