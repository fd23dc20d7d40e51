package io.tributary.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the memory of a TaskManager's process is divided, in MiB.
 *
 * <p>A replica of a model of 2^22 weights holds two lanes of floats, 32 MiB on the heap of its
 * slot, and as much again while a checkpoint is written. While a job is rescaled or restored, the
 * snapshots and the copies that are read from them stand beside, and so do the merge masters'
 * blocks: 128 MiB were too little when it held one more, so a slot gets 256 MiB of heap. Managed
 * memory is RocksDB's, if it is used at all. What a Flink installation's scripts compute is given
 * here in full: a TaskManager refuses to start when a part is missing.
 *
 * @param slots task slots
 * @param taskHeap heap of the tasks; the framework's own comes on top
 */
record TaskManagerMemory(int slots, int taskHeap) {
  private static final int FRAMEWORK_HEAP = 64;
  private static final int FRAMEWORK_OFF_HEAP = 64;
  private static final int TASK_OFF_HEAP = 32;
  private static final int METASPACE = 192;
  private static final int OVERHEAD = 96;
  private static final int NETWORK = 32;
  private static final int NETWORK_PER_SLOT = 16;
  private static final int MANAGED_PER_SLOT = 16;
  private static final int HEAP_PER_SLOT = 256;
  private static final int LEAST_HEAP_PER_SLOT = 32;

  static TaskManagerMemory forSlots(int slots) {
    return new TaskManagerMemory(slots, slots * HEAP_PER_SLOT);
  }

  /** Divides a whole process's memory: what the other parts leave is the tasks' heap. */
  static TaskManagerMemory within(int process, int slots) {
    return new TaskManagerMemory(slots, process - new TaskManagerMemory(slots, 0).process());
  }

  /** Returns the least memory of a process with so many slots. */
  static int least(int slots) {
    return new TaskManagerMemory(slots, slots * LEAST_HEAP_PER_SLOT).process();
  }

  int process() {
    return heap() + direct() + managed() + METASPACE + OVERHEAD;
  }

  int heap() {
    return FRAMEWORK_HEAP + taskHeap;
  }

  /** Returns the part outside the heap that the virtual machine counts. */
  int direct() {
    return FRAMEWORK_OFF_HEAP + TASK_OFF_HEAP + network();
  }

  private int network() {
    return NETWORK + slots * NETWORK_PER_SLOT;
  }

  private int managed() {
    return slots * MANAGED_PER_SLOT;
  }

  List<String> jvmOptions() {
    return List.of(
        "-Xms" + heap() / 2 + "m",
        "-Xmx" + heap() + "m",
        "-XX:MaxDirectMemorySize=" + direct() + "m",
        "-XX:MaxMetaspaceSize=" + METASPACE + "m");
  }

  /** Returns the options that tell Flink the same. */
  Map<String, String> flinkOptions() {
    Map<String, String> options = new TreeMap<>();
    options.put("taskmanager.cpu.cores", slots + ".0");
    options.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    options.put("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP + "m");
    options.put("taskmanager.memory.framework.off-heap.size", FRAMEWORK_OFF_HEAP + "m");
    options.put("taskmanager.memory.task.heap.size", taskHeap + "m");
    options.put("taskmanager.memory.task.off-heap.size", TASK_OFF_HEAP + "m");
    options.put("taskmanager.memory.network.min", network() + "m");
    options.put("taskmanager.memory.network.max", network() + "m");
    options.put("taskmanager.memory.managed.size", managed() + "m");
    options.put("taskmanager.memory.jvm-metaspace.size", METASPACE + "m");
    options.put("taskmanager.memory.jvm-overhead.min", OVERHEAD + "m");
    options.put("taskmanager.memory.jvm-overhead.max", OVERHEAD + "m");
    return options;
  }
}
