package io.tributary.merge;

/** What a replica does to the world around it. */
public interface ReplicaOutput {
  /** Sends a message to the master of its block; messages to one master must stay in order. */
  void send(ReplicaMessage message);

  /** Asks for {@link Replica#onTimer} at or after a time, ms since the epoch. */
  void wakeAt(long timeMillis);
}
