package io.tributary.session;

import java.util.concurrent.TimeUnit;

/**
 * Tells from Kafka's answers when it has gone and when it is back. A slow answer on a busy machine
 * is not an end, so one that is missing is asked for again, and for longer when somebody still
 * listens.
 */
final class KafkaHealth {
  /** What came of asking. */
  enum Answer {
    /** It answered. */
    WELL,
    /** It takes connections and did not answer in time. */
    SLOW,
    /** Nobody takes connections. */
    ABSENT
  }

  /** What to tell. */
  enum News {
    /** Nothing. */
    NONE,
    /** Kafka does not answer any more. */
    GONE,
    /** Kafka answers again. */
    BACK
  }

  private static final int ASKED = 2;
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(15);

  private boolean gone;
  private int absent;
  private int slow;
  private long slowSince;

  /**
   * Takes an answer.
   *
   * @param nanos when it came
   */
  News take(Answer answer, long nanos) {
    absent = answer == Answer.ABSENT ? absent + 1 : 0;
    slow = answer == Answer.SLOW ? slow + 1 : 0;
    if (slow == 1) {
      slowSince = nanos;
    }
    if (answer == Answer.WELL) {
      boolean wasGone = gone;
      gone = false;
      return wasGone ? News.BACK : News.NONE;
    }
    boolean isSilent = slow >= ASKED && nanos - slowSince >= SLOW_NANOS;
    if (gone || !(absent >= ASKED || isSilent)) {
      return News.NONE;
    }
    gone = true;
    return News.GONE;
  }
}
