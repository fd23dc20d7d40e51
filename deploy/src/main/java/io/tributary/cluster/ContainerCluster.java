package io.tributary.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.operations.FlinkRest;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Kafka broker, a Flink JobManager and TaskManagers as containers on a network of their own, each
 * with limits of memory and processors. This machine reaches the broker and the JobManager by ports
 * on its loopback address. Not for use by several threads at once.
 *
 * <p>A container that is replaced comes back with the same name, address and data. The broker's
 * data is a volume; checkpoints are in a directory of this machine, which has the same path in the
 * containers.
 */
public final class ContainerCluster implements AutoCloseable {
  private static final Duration START_TIME = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(300);
  private static final Waiting WAITING = Waiting.system();
  private static final int INSIDE_KAFKA = 9092;
  private static final int INSIDE_REST = 8081;
  private static final int INSIDE_RPC = 6123;
  private static final int SUBNETS = 20;
  private static final int FIRST_ADDRESS = 10;
  private static final String KILL = "KILL";

  private final ContainerEngine engine;
  private final ContainerSettings settings;
  private final ClusterDirectory directory;
  private final ClusterPorts ports;
  private final FlinkRest rest;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final String name = "tributary-" + Integer.toHexString(random.nextInt(1 << 24));
  private final Map<Role, String> ids = new HashMap<>();
  private String subnet = "";

  private ContainerCluster(ContainerEngine engine, ContainerSettings settings, Path root) {
    this.engine = engine;
    this.settings = settings;
    directory = new ClusterDirectory(root);
    ports = new ClusterPorts(ClusterPorts.free(), INSIDE_RPC, ClusterPorts.free());
    rest = new FlinkRest(ports.restAddress(), Optional.empty(), WAITING, PATIENCE);
  }

  /**
   * Starts a cluster, and returns when all of it works. If that fails, what was started is removed.
   *
   * @param root where it keeps checkpoints, savepoints, and the logs of its containers
   * @throws ClusterException when it can't be started
   */
  public static ContainerCluster start(
      ContainerEngine engine, ContainerSettings settings, Path root, StartMonitor monitor) {
    ContainerCluster cluster = new ContainerCluster(engine, settings, root);
    try {
      cluster.startAll(monitor);
      return cluster;
    } catch (RuntimeException e) {
      try {
        cluster.close();
      } catch (RuntimeException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private void startAll(StartMonitor monitor) {
    for (String image : List.of(settings.jobImage(), settings.toolsImage())) {
      if (!engine.succeeds("image", "inspect", image)) {
        throw new ClusterException(
            "no such image, deploy/docker/build makes it: image="
                + image
                + " engine="
                + engine.name());
      }
    }
    directory.create();
    share(directory.checkpoints());
    share(directory.savepoints());
    createNetwork();
    for (Role role : roles()) {
      monitor.say("starting " + role.name() + ": container=" + container(role));
      launch(role);
    }
    awaitHealthy(START_TIME, monitor);
  }

  // The user in the containers is not the one who runs this; nobody else can enter the directory
  // that all of it is in.
  private static void share(Path shared) {
    try {
      Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new ClusterException("directory can't be shared: dir=" + shared, e);
    }
  }

  // Which ranges are taken, by whomever, only trying tells.
  private void createNetwork() {
    ClusterException last = null;
    for (int i = 0; i < SUBNETS; i++) {
      String chosen = "10." + random.nextInt(100, 250) + "." + random.nextInt(256) + ".";
      try {
        engine.run("network", "create", "--subnet", chosen + "0/24", name);
        subnet = chosen;
        return;
      } catch (ClusterException e) {
        last = e;
      }
    }
    throw new ClusterException("network can't be created: network=" + name, last);
  }

  private List<Role> roles() {
    return Stream.concat(Stream.of(Role.BROKER, Role.JOB_MANAGER), taskManagers().stream())
        .toList();
  }

  private String container(Role role) {
    return name + "-" + role.name();
  }

  private String address(Role role) {
    return subnet + (FIRST_ADDRESS + roles().indexOf(role));
  }

  private void launch(Role role) {
    String id = role.name() + "-" + Integer.toHexString(random.nextInt(1 << 20));
    ids.put(role, id);
    List<String> command = new ArrayList<>(List.of("run", "--detach"));
    command.addAll(List.of("--name", container(role), "--hostname", role.name()));
    command.addAll(List.of("--network", name, "--network-alias", role.name()));
    command.addAll(List.of("--ip", address(role), "--label", "tributary=" + name));
    command.addAll(List.of("--cpus", settings.cpus(role), "--memory", settings.memory(role)));
    if (role instanceof Role.Broker) {
      command.addAll(List.of("--publish", ports.kafkaAddress() + ":" + ports.kafka()));
      command.addAll(List.of("--volume", dataVolume() + ":/data/kafka"));
    } else {
      volume(directory.checkpoints(), command);
      volume(directory.savepoints(), command);
      command.addAll(List.of("--env", "FLINK_PROPERTIES=" + properties(id)));
    }
    if (role instanceof Role.JobManager) {
      command.addAll(List.of("--publish", ports.restAddress() + ":" + INSIDE_REST));
    }
    command.add(settings.image(role));
    if (role instanceof Role.Broker) {
      command.addAll(List.of("broker", "/data/kafka/log", kafkaInside(), ports.kafkaAddress()));
    } else {
      command.add(role instanceof Role.JobManager ? "jobmanager" : "taskmanager");
    }
    engine.run(command);
  }

  private String dataVolume() {
    return name + "-data";
  }

  // What SELinux, where there is one, lets several containers use.
  private static void volume(Path shared, List<String> command) {
    command.addAll(List.of("--volume", shared + ":" + shared + ":z"));
  }

  private String properties(String id) {
    Map<String, String> options = FlinkOptions.ofContainers(directory, settings.slots());
    options.put("taskmanager.resource-id", id);
    return options.entrySet().stream()
        .map(option -> option.getKey() + ": " + option.getValue())
        .collect(Collectors.joining("\n"));
  }

  /** Returns how this machine reaches it. */
  public ClusterInfo info() {
    return directory.info(ports, false);
  }

  /** Returns the bootstrap servers of the broker on the cluster's own network. */
  public String kafkaInside() {
    return Role.BROKER.name() + ":" + INSIDE_KAFKA;
  }

  /** Returns a directory for files of those who use it. */
  public Path temporary() {
    return directory.root().resolve("tmp");
  }

  /** Returns the TaskManagers. */
  public List<Role> taskManagers() {
    return IntStream.rangeClosed(1, settings.taskManagers())
        .<Role>mapToObj(Role.TaskManager::new)
        .toList();
  }

  /** Returns true while a container runs, also when it is paused or disconnected. */
  public boolean isAlive(Role role) {
    return engine
        .run("container", "inspect", "--format", "{{.State.Running}}", container(role))
        .equals("true");
  }

  /** Sends a signal, such as {@code STOP}, to the process of a container. */
  public void signal(Role role, String signal) {
    engine.run("kill", "--signal", signal, container(role));
  }

  /** Kills a container as a crash would, and returns when it is gone. */
  public void kill(Role role) {
    signal(role, KILL);
    if (!WAITING.until(START_TIME, LOOK_AGAIN, () -> !isAlive(role))) {
      throw new ClusterException("container can't be killed: container=" + container(role));
    }
  }

  /** Starts a container anew, at the same address and with its data; returns at once. */
  public void restart(Role role) {
    remove(role);
    launch(role);
  }

  /** Takes a container off the network. */
  public void disconnect(Role role) {
    engine.run("network", "disconnect", name, container(role));
  }

  /** Joins a container to the network again, with its address and its name. */
  public void connect(Role role) {
    engine.run(
        "network", "connect", "--ip", address(role), "--alias", role.name(), name, container(role));
  }

  /**
   * Waits until all of it works.
   *
   * @throws ClusterException when a container ends meanwhile, or it takes too long
   */
  public void awaitHealthy(Duration time) {
    awaitHealthy(time, StartMonitor.SILENT);
  }

  private void awaitHealthy(Duration time, StartMonitor monitor) {
    boolean settled = WAITING.until(time, LOOK_AGAIN, () -> monitor.isCancelled() || isHealthy());
    if (monitor.isCancelled()) {
      throw new ClusterException("stopped before the cluster was up");
    }
    if (!settled) {
      throw new ClusterException(
          "cluster is not up in time: seconds="
              + time.toSeconds()
              + " registered="
              + registered()
              + " expected="
              + ids.values()
              + " logs="
              + directory.root().resolve("logs"));
    }
  }

  private boolean isHealthy() {
    for (Role role : roles()) {
      if (!isAlive(role)) {
        throw new ClusterException(
            "container does not come up: container="
                + container(role)
                + " log="
                + directory.log(role));
      }
    }
    Set<String> registered = registered();
    return taskManagers().stream().allMatch(role -> registered.contains(ids.get(role)))
        && BrokerProbe.answers(ports, PATIENCE, WAITING);
  }

  /** Returns the ids of the TaskManagers that the JobManager knows, with their slots. */
  private Set<String> registered() {
    Set<String> registered = new HashSet<>();
    Optional<JsonNode> overview = rest.find("/taskmanagers");
    for (JsonNode node :
        overview.map(json -> json.path("taskmanagers")).stream()
            .flatMap(JsonNode::valueStream)
            .toList()) {
      if (node.path("slotsNumber").asInt() == settings.slots()) {
        registered.add(node.path("id").asText());
      }
    }
    return registered;
  }

  private void remove(Role role) {
    if (!engine.succeeds("container", "inspect", container(role))) {
      return;
    }
    if (isAlive(role)) {
      signal(role, KILL);
    }
    engine.saveLog(container(role), directory.log(role));
    engine.run("rm", "--force", container(role));
  }

  /** Removes the containers, their network and the broker's data. Checkpoints and logs stay. */
  @Override
  public void close() {
    roles().forEach(this::remove);
    if (!subnet.isEmpty()) {
      engine.run("network", "rm", name);
      engine.run("volume", "rm", "--force", dataVolume());
      subnet = "";
    }
  }

  /** Deletes all that a cluster has kept in its directory, once it is closed. */
  public static void deleteData(Path root) {
    new ClusterDirectory(root).deleteAll();
  }
}
