package io.tributary.cluster;

/**
 * A process that a local cluster has started, or is going to. A process id alone is not enough to
 * know it by: once the process is gone, the system gives the number to others.
 *
 * @param name name of its role
 * @param pid its process id; 0 while it is only intended
 * @param startedMillis when the system says it started
 * @param id name that no other process of the cluster ever had; a TaskManager's resource id
 */
record ProcessEntry(String name, long pid, long startedMillis, String id) {
  /** Returns the entry of a process that should be started, and whose start may be cut off. */
  static ProcessEntry intended(Role role) {
    return new ProcessEntry(role.name(), 0, 0, "");
  }

  Role role() {
    return Role.parse(name);
  }

  /** Returns true when it was started, whether it still lives or not. */
  boolean wasStarted() {
    return pid > 0;
  }
}
