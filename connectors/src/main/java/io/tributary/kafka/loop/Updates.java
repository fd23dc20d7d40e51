package io.tributary.kafka.loop;

import io.tributary.kafka.decoding.InputRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What masters say to one replica, and what else is on their topic, in its order. */
public interface Updates extends AutoCloseable {
  /**
   * Returns the next record, or null when there is none yet.
   *
   * @throws IOException when the topic can't be read any more
   */
  @Nullable InputRecord poll() throws IOException;

  /** Returns true when {@link #poll} would not return null. */
  boolean hasNext();

  /** Ends it: nobody polls any more. */
  @Override
  void close();
}
