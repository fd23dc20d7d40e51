package io.tributary.replay;

import java.util.Locale;

/** When replicas end their rounds. */
public enum Schedule {
  /**
   * A replica's round ends when it has its number of examples, as when a backlog is replayed: a
   * replica with few examples holds the others up, until its input ends.
   */
  COUNT,

  /**
   * All replicas end a round together, each time the whole stream has brought a round's examples
   * for each of them on average, and no replica is ahead of another.
   */
  ALIGNED,

  /**
   * Rounds end by time, in the stream's own time, as on a live stream: what is rare or slow is
   * merged long before the next example comes.
   */
  LIVE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
