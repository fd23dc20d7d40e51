package io.tributary.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What can be done to a cluster. */
public enum Fault {
  /** {@code kill -9} of a TaskManager that runs a part of the job; it is started again. */
  KILL_TASKMANAGER,
  /** {@code kill -9} of the JobManager that leads; the job goes on from its last checkpoint. */
  KILL_JOBMANAGER,
  /** {@code kill -9} of the Kafka broker; it is started again on its data. */
  KILL_BROKER,
  /** SIGSTOP of a TaskManager for longer than the heartbeat: it wakes up as a zombie. */
  PAUSE_TASKMANAGER,
  /** A TaskManager is off the network for longer than the heartbeat, and then joined again. */
  CUT_OFF_TASKMANAGER,
  /** Another number of replicas while the job runs. */
  RESCALE,
  /** Another number of shards while the job runs, where the model is dealt out to shards. */
  RESCALE_SHARDS;

  /** Returns the name that people read and write. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns the faults to processes that fit into some time, in the order of a seed: each kind at
   * least once, then killed TaskManagers more often than others.
   *
   * @param network true when TaskManagers can be cut off
   */
  static List<Fault> draw(int count, boolean network, Random random) {
    List<Fault> kinds =
        new ArrayList<>(List.of(KILL_TASKMANAGER, KILL_JOBMANAGER, KILL_BROKER, PAUSE_TASKMANAGER));
    if (network) {
      kinds.add(CUT_OFF_TASKMANAGER);
    }
    Collections.shuffle(kinds, random);
    List<Fault> faults = new ArrayList<>(kinds);
    while (faults.size() < count) {
      faults.add(random.nextBoolean() ? KILL_TASKMANAGER : kinds.get(random.nextInt(kinds.size())));
    }
    return faults;
  }
}
