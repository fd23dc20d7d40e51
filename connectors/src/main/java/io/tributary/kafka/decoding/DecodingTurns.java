package io.tributary.kafka.decoding;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets no more threads decode at the same time than there are processors. The thread that has
 * waited longest is next, and all of them have the lowest priority. With a backlog every source
 * decodes without end. Merging, installing and writing a checkpoint have little work each time, and
 * would wait for all decoding threads whenever the scheduler goes round. Thread safe.
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

  /** Returns the turns that all sources of a job in this process share. */
  static DecodingTurns ofProcess() {
    return OF_PROCESS;
  }

  /**
   * Does some work when it is this thread's turn, and returns its result. The work must wait for
   * nothing, so no thread waits long for its turn; an interrupted thread does not give up either.
   * The thread keeps the lowest priority afterwards, because it goes on to decode what it fetches.
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
