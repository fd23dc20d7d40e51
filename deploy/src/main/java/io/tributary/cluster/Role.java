package io.tributary.cluster;

import java.util.List;

/** What a process of a local cluster is there for. */
public sealed interface Role {
  /** The Kafka broker. */
  Role BROKER = new Broker();

  /** Flink's JobManager. */
  Role JOB_MANAGER = new JobManager();

  /** The JobManager that takes over when the other one is gone, with high availability. */
  Role STANDBY = new Standby();

  /** ZooKeeper, in which JobManagers agree who leads, with high availability. */
  Role ZOOKEEPER = new ZooKeeper();

  /** Returns the role's name: that of its log files, and the one people see. */
  String name();

  /** The Kafka broker, which is its own controller. */
  record Broker() implements Role {
    @Override
    public String name() {
      return "kafka";
    }
  }

  /** Flink's JobManager. */
  record JobManager() implements Role {
    @Override
    public String name() {
      return "jobmanager";
    }
  }

  /** The second JobManager. Either of the two may lead. */
  record Standby() implements Role {
    @Override
    public String name() {
      return "jobmanager-2";
    }
  }

  /** A ZooKeeper of one server. */
  record ZooKeeper() implements Role {
    @Override
    public String name() {
      return "zookeeper";
    }
  }

  /**
   * One of Flink's TaskManagers.
   *
   * @param index which one, from 1
   */
  record TaskManager(int index) implements Role {
    private static final String PREFIX = "taskmanager-";

    /** Checks that it is a positive number. */
    public TaskManager {
      if (index < 1) {
        throw new IllegalArgumentException("taskmanagers count from one: index=" + index);
      }
    }

    @Override
    public String name() {
      return PREFIX + index;
    }
  }

  /**
   * Returns the role of a name.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Role parse(String name) {
    for (Role role : List.of(BROKER, JOB_MANAGER, STANDBY, ZOOKEEPER)) {
      if (name.equals(role.name())) {
        return role;
      }
    }
    if (name.startsWith(TaskManager.PREFIX)) {
      return new TaskManager(Integer.parseInt(name.substring(TaskManager.PREFIX.length())));
    }
    throw new IllegalArgumentException(
        "no such role: name="
            + name
            + " allowed=kafka,zookeeper,jobmanager,jobmanager-2,taskmanager-N");
  }
}
