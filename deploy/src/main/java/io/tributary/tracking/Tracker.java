package io.tributary.tracking;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A service that keeps what runs were like. */
interface Tracker {
  /** Returns its name, such as "mlflow". */
  String name();

  /** Returns where it is, without credentials. */
  String address();

  /** Returns how many events it is told at once at most. */
  int most();

  /**
   * Tells it events of one run, in their order. Events that it was told before, as after an answer
   * that was lost, change nothing.
   *
   * @param remote what it calls things of the run; it puts more names there
   * @throws RefusedException when it will never take them
   * @throws IOException when it may take them later
   */
  void send(List<TrackedEvent> events, Map<String, String> remote)
      throws IOException, InterruptedException;
}
