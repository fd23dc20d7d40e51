package io.tributary.cluster;

import java.util.Locale;

/**
 * What a cluster of containers should be like.
 *
 * @param jobImage image of Flink's processes
 * @param toolsImage image of the broker
 * @param taskManagers how many TaskManagers
 * @param slots task slots of each TaskManager
 * @param taskManagerCpus processors that a TaskManager may use, also a part of one
 * @param taskManagerMemory MiB that a TaskManager may use
 */
public record ContainerSettings(
    String jobImage,
    String toolsImage,
    int taskManagers,
    int slots,
    double taskManagerCpus,
    int taskManagerMemory) {
  /** What deploy/docker/build makes: three TaskManagers of half a processor each. */
  public static final ContainerSettings DEFAULT =
      new ContainerSettings("tributary-job", "tributary-tools", 3, 4, .5, 1536);

  private static final int OTHER_MEMORY = 1024;

  String image(Role role) {
    return role instanceof Role.Broker ? toolsImage : jobImage;
  }

  String cpus(Role role) {
    return String.format(
        Locale.ROOT, "%.2f", role instanceof Role.TaskManager ? taskManagerCpus : 1.0);
  }

  String memory(Role role) {
    return (role instanceof Role.TaskManager ? taskManagerMemory : OTHER_MEMORY) + "m";
  }
}
