package io.tributary.planning;

/** What is measured, and predicted. */
public enum Quantity {
  /** CPU time of the processes that train. */
  CPU("CPU s per million examples", 3),
  /** Merged values sent, once. */
  UPDATE_BYTES("update bytes per example", 1),
  /** A checkpoint's size. */
  CHECKPOINT_BYTES("checkpoint bytes", 0),
  /** From a checkpoint's trigger to its completion. */
  CHECKPOINT_MILLIS("checkpoint ms", 0),
  /** From a failure until examples are learned again. */
  RECOVERY_SECONDS("recovery s", 2);

  private final String title;
  private final int decimals;

  Quantity(String title, int decimals) {
    this.title = title;
    this.decimals = decimals;
  }

  /** Returns its name and unit. */
  public String title() {
    return title;
  }

  /** Returns how many decimals are of interest. */
  public int decimals() {
    return decimals;
  }
}
