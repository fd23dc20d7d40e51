package io.tributary.cluster;

/** How a process of a local cluster is. */
public enum ProcessState {
  /**
   * It runs and does its work: the broker and the JobManager answer, a TaskManager is registered.
   */
  UP("up"),
  /** It runs, but does not answer, or is not registered; as while it starts. */
  SILENT("silent"),
  /** It is stopped by a signal. */
  PAUSED("paused"),
  /** It has ended by itself, or was killed. */
  DEAD("dead"),
  /** It should run, but no start has come as far as starting it. */
  MISSING("missing");

  private final String label;

  ProcessState(String label) {
    this.label = label;
  }

  /** Returns the word for it. */
  public String label() {
    return label;
  }
}
