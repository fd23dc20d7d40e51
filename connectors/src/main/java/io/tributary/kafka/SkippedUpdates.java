package io.tributary.kafka;

import io.tributary.codec.UnusableUpdateException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs records of the updates topic that are passed over, the first of each kind in each partition:
 * who fills a topic must not fill a log. Thread safe.
 */
public final class SkippedUpdates {
  private static final Logger LOG = LoggerFactory.getLogger(SkippedUpdates.class);

  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * Takes note of a record; true when it is the first of its kind, and has been logged.
   *
   * @param why why it is passed over
   */
  public boolean skipped(String topic, int partition, long offset, UnusableUpdateException why) {
    if (!told.add(why.kind() + " " + partition + " " + topic)) {
      return false;
    }
    LOG.warn(
        "record of the updates topic is passed over, as are all that follow of its kind, without"
            + " a word: topic={} partition={} offset={} kind={} reason={}",
        topic,
        partition,
        offset,
        why.kind(),
        why.getMessage());
    return true;
  }
}
