package io.tributary.replay;

import io.tributary.example.Example;
import io.tributary.store.ModelStore;

/** Trains one model in memory on a stream of examples that is handed in one by one. */
public interface Training {
  /**
   * Takes the next example of the stream.
   *
   * @param partition the task that reads it, from 0
   * @param timeMillis when it comes, on a live stream
   */
  void add(Example example, int partition, long timeMillis);

  /**
   * Ends the stream and returns what it came to.
   *
   * @throws IllegalStateException when tasks wait for each other, which is a mistake in the
   *     protocol
   */
  ReplayResult finish();

  /** Returns what it has come to so far, a copy. */
  ReplayResult soFar();

  /** Writes the model. */
  void writeTo(ModelStore store);
}
