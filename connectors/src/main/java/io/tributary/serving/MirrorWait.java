package io.tributary.serving;

import io.tributary.codec.UnusableUpdateException;
import io.tributary.codec.UnusableUpdateException.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a mirror does not have all blocks, for people. */
final class MirrorWait {
  private final String topic;
  private boolean isTopicThere;
  private long records;
  private long firstMillis;
  private @Nullable String misfit;

  MirrorWait(String topic) {
    this.topic = topic;
  }

  void topicIsThere() {
    isTopicThere = true;
  }

  void record(long timeMillis) {
    if (records++ == 0) {
      firstMillis = timeMillis;
    }
  }

  void unusable(UnusableUpdateException why) {
    if (why.kind() == Kind.MISFIT && misfit == null) {
      misfit = why.getMessage();
    }
  }

  /** A message has changed something: what did not fit before is of no interest. */
  void fits() {
    misfit = null;
  }

  /** Returns what did not fit, or null. */
  @Nullable String misfit() {
    return misfit;
  }

  /**
   * Returns what is waited for.
   *
   * @param block the first block that waits
   */
  String text(int block) {
    if (!isTopicThere) {
      return "the topic of updates, which is not there: topic=" + topic;
    }
    if (records == 0) {
      return "the first update: topic=" + topic + " records=0: is the model trained?";
    }
    return "blocks to be opened: first="
        + block
        + " topic="
        + topic
        + " records="
        + records
        + " since="
        + Instant.ofEpochMilli(firstMillis)
        + ": a job opens its blocks when it starts";
  }
}
