package io.tributary.cluster;

/**
 * A process that a local cluster has started. A process id alone is not enough to know it by: once
 * the process is gone, the system gives the number to others.
 *
 * @param name name of its role
 * @param pid its process id
 * @param startedMillis when the system says it started
 * @param id name that no other process of the cluster ever had; a TaskManager's resource id
 */
record ProcessEntry(String name, long pid, long startedMillis, String id) {
  Role role() {
    return Role.parse(name);
  }
}
