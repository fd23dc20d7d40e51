package io.tributary.kafka.loop;

import java.io.Serializable;

/** Where tasks get what comes back to them, without a source of Flink's. */
public interface LoopFeed extends Serializable {
  /**
   * Subscribes to what is written from now on; perhaps some of what was written before comes first.
   *
   * @param loop the control of the job
   * @param onMessage called whenever there may be something to poll, on another thread
   */
  Updates subscribe(LoopControl loop, Runnable onMessage);
}
