package io.tributary.kafka;

import io.tributary.codec.UnusableUpdateException;
import io.tributary.codec.UnusableUpdateException.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs records of the updates topic that are passed over. It logs the first of each kind in each
 * partition, so that somebody who fills the topic does not fill the log. Thread safe.
 */
public final class SkippedUpdates {
  private static final Logger LOG = LoggerFactory.getLogger(SkippedUpdates.class);

  private record First(String topic, int partition, Kind kind) {}

  private final Map<First, String> told = new ConcurrentHashMap<>();

  /**
   * Takes note of a record; true when it is the first of its kind, and has been logged.
   *
   * @param why why it is passed over
   */
  public boolean skipped(String topic, int partition, long offset, UnusableUpdateException why) {
    return skipped(topic, partition, offset, why.kind(), why.getMessage());
  }

  /**
   * Takes note of a record; true when it is the first of its kind, and has been logged.
   *
   * @param reason why it is passed over
   */
  public boolean skipped(
      String topic, int partition, long offset, Kind kind, @Nullable String reason) {
    First first = new First(topic, partition, kind);
    if (told.containsKey(first)) {
      return false;
    }
    String facts =
        "topic=%s partition=%d offset=%d kind=%s reason=%s"
            .formatted(topic, partition, offset, kind, reason);
    if (told.putIfAbsent(first, facts) != null) {
      return false;
    }
    LOG.warn(
        "record of the updates topic is passed over, as are all that follow of its kind, without"
            + " a word: {}",
        facts);
    return true;
  }

  /** Returns what has been logged of each first record. */
  public List<String> told() {
    return List.copyOf(told.values());
  }
}
