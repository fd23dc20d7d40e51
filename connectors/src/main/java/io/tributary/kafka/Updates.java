package io.tributary.kafka;

import io.tributary.model.BlockMessage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What masters say to one replica, in the order of the topic. */
interface Updates extends AutoCloseable {
  /**
   * Returns the next message, or null when there is none yet.
   *
   * @throws IOException when the topic can't be read any more
   */
  @Nullable BlockMessage poll() throws IOException;

  /** Returns true when {@link #poll} would not return null. */
  boolean hasNext();

  /** Ends it: nobody polls any more. */
  @Override
  void close();
}
