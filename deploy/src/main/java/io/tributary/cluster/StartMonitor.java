package io.tributary.cluster;

/** Whoever watches a cluster start. */
public interface StartMonitor {
  /** Nobody watches. */
  StartMonitor SILENT = line -> {};

  /** Takes a line of progress. */
  void say(String line);

  /** Returns true to give up, for example after Ctrl-C. */
  default boolean isCancelled() {
    return false;
  }
}
