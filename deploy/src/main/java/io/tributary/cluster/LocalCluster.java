package io.tributary.cluster;

import io.tributary.operations.Leaders;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A Kafka broker, a Flink JobManager and TaskManagers on this machine, each a process of its own.
 * They outlive the process that started them; whoever knows the directory can take them over.
 *
 * <pre>{@code
 * try (LocalCluster cluster = LocalCluster.start(directory, settings, StartMonitor.SILENT)) {
 *   cluster.taskManagers().get(0).kill();
 *   cluster.restart(new Role.TaskManager(1));
 *   cluster.awaitHealthy(Duration.ofMinutes(1));
 * }
 * }</pre>
 *
 * <p>A process that is replaced comes back on the same port; without high availability, a new
 * JobManager knows nothing of the jobs of the one before. Not for use by several threads at once.
 */
public final class LocalCluster implements AutoCloseable {
  // A process that does not come up has mostly ended, which is seen at once. These are for one that
  // hangs: a busy machine must never come near.
  /** How long a start may take before it has failed. */
  public static final Duration START_TIME = Duration.ofMinutes(10);

  private static final Duration STOP_TIME = Duration.ofMinutes(2);
  private static final Duration PORT_TIME = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Waiting WAITING = Waiting.system();

  private final ClusterDirectory directory;
  private final ProcessLauncher launcher;
  private final ProcessCommands commands;
  private final StatusReader reader;
  private ClusterState state;

  private LocalCluster(ClusterDirectory directory, ClusterState state) {
    this(directory, state, ProcessCommands.ofThisProcess(directory));
  }

  private LocalCluster(ClusterDirectory directory, ClusterState state, ProcessCommands commands) {
    this.directory = directory;
    this.state = state;
    this.commands = commands;
    launcher = new ProcessLauncher(directory, commands);
    reader = new StatusReader(directory, Clock.systemUTC(), WAITING);
  }

  /** Returns the settings of the cluster that was last started in a directory. */
  public static Optional<ClusterSettings> remembered(Path directory) {
    return ClusterState.read(directory).map(ClusterState::settings);
  }

  /**
   * Takes over the cluster of a directory as it is; empty when none was started there, or the last
   * one was stopped.
   */
  public static Optional<LocalCluster> attach(Path directory) {
    return last(directory).filter(cluster -> cluster.state.shouldRun());
  }

  /** Returns the cluster that was last started in a directory, also when it was stopped. */
  public static Optional<LocalCluster> last(Path directory) {
    ClusterDirectory paths = new ClusterDirectory(directory);
    return read(paths).map(state -> new LocalCluster(paths, state));
  }

  private static Optional<ClusterState> read(ClusterDirectory directory) {
    return ClusterState.read(directory.root()).map(state -> LostProcesses.found(state, directory));
  }

  /**
   * Starts a cluster, or what is missing of one, and returns when all of it works. If that fails,
   * what was started here is stopped again.
   *
   * @throws IllegalArgumentException when the cluster runs with other settings
   * @throws ClusterException when it can't be started
   */
  public static LocalCluster start(Path directory, ClusterSettings settings, StartMonitor monitor) {
    ClusterDirectory paths = new ClusterDirectory(directory);
    return start(paths, settings, monitor, ProcessCommands.ofThisProcess(paths));
  }

  static LocalCluster start(
      ClusterDirectory paths,
      ClusterSettings settings,
      StartMonitor monitor,
      ProcessCommands commands) {
    try (ClusterDirectory.Lock lock = paths.lock()) {
      Optional<ClusterState> before = read(paths);
      LocalCluster cluster = new LocalCluster(paths, next(before, settings, paths), commands);
      cluster.startMissing(monitor, before);
      return cluster;
    }
  }

  private static ClusterState next(
      Optional<ClusterState> before, ClusterSettings settings, ClusterDirectory directory) {
    if (before.isEmpty()) {
      ClusterPorts ports = ClusterPorts.choose(settings, RandomGenerator.getDefault());
      return new ClusterState(settings, ports, List.of());
    }
    ClusterState state = before.get();
    boolean running =
        state.processes().stream()
            .anyMatch(entry -> new ClusterProcess(entry, directory, WAITING).isAlive());
    if (running) {
      settings.requireExtends(state);
      return state.with(
          settings.withPorts(state.settings().restPort(), state.settings().kafkaPort()));
    }
    boolean samePorts =
        settings.restPort() == state.settings().restPort()
            && settings.kafkaPort() == state.settings().kafkaPort()
            && settings.isHighlyAvailable() == state.settings().isHighlyAvailable();
    return new ClusterState(
        settings,
        samePorts ? state.ports() : ClusterPorts.choose(settings, RandomGenerator.getDefault()),
        List.of());
  }

  private void startMissing(StartMonitor monitor, Optional<ClusterState> before) {
    directory.create();
    if (state.settings().isEncrypted()) {
      Certificates.in(directory.certificates().directory());
    }
    commands.writeConfiguration(state.ports(), state.settings());
    List<ClusterProcess> started = new ArrayList<>();
    try {
      // Before the first process: this one may be killed at any time.
      state = state.intended();
      state.write(directory.root());
      writeInfo();
      for (Role role : ClusterState.roles(state.settings())) {
        if (find(role).filter(ClusterProcess::isAlive).isEmpty()) {
          ClusterProcess process = launch(role);
          started.add(process);
          monitor.say("starting " + role.name() + ": pid=" + process.pid());
        }
      }
      new HealthWait(monitor, WAITING).await(this, START_TIME);
    } catch (RuntimeException e) {
      try {
        abandon(started, before);
      } catch (RuntimeException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private void abandon(List<ClusterProcess> started, Optional<ClusterState> before) {
    // An interrupt must not keep what was started from being stopped.
    boolean interrupted = Thread.interrupted();
    new ProcessStopper(STOP_TIME, WAITING).stop(started);
    // Settings that do not work must not be those of the next start. What had died before should
    // still run.
    state = before.orElse(state.with(ClusterSettings.DEFAULT).withoutProcesses());
    if (state.shouldRun()) {
      writeInfo();
    } else {
      deleteInfo();
    }
    state.write(directory.root());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private ClusterProcess launch(Role role) {
    requireFreePorts(role);
    ProcessEntry entry = launcher.launch(role, state.ports(), state.settings());
    ClusterProcess process = new ClusterProcess(entry, directory, WAITING);
    state = state.with(entry);
    try {
      state.write(directory.root());
    } catch (ClusterException e) {
      process.kill();
      throw e;
    }
    return process;
  }

  private void requireFreePorts(Role role) {
    List<Integer> needed = new ArrayList<>(state.ports().of(role));
    PrometheusReporting.port(role, state.settings()).ifPresent(needed::add);
    for (int port : needed) {
      // The system may take a moment to give back those of a process that was killed.
      if (!WAITING.until(PORT_TIME, LOOK_AGAIN, () -> ClusterPorts.isFree(port))) {
        throw new ClusterException(
            "port is taken by another program: process=" + role.name() + " port=" + port);
      }
    }
  }

  /** Returns where it is. */
  public Path directory() {
    return directory.root();
  }

  /** Returns how to reach it. */
  public ClusterInfo info() {
    return directory.info(state.ports(), state.settings().isEncrypted());
  }

  /** Returns what it should be like. */
  public ClusterSettings settings() {
    return state.settings();
  }

  /** Returns all processes that should run, also those that are dead. */
  public List<ClusterProcess> processes() {
    return state.processes().stream()
        .map(entry -> new ClusterProcess(entry, directory, WAITING))
        .toList();
  }

  /** Returns the process of a role; empty when there never was one. */
  public Optional<ClusterProcess> find(Role role) {
    return state.find(role).map(entry -> new ClusterProcess(entry, directory, WAITING));
  }

  /** Returns the broker. */
  public ClusterProcess broker() {
    return require(Role.BROKER);
  }

  /** Returns the JobManager. */
  public ClusterProcess jobManager() {
    return require(Role.JOB_MANAGER);
  }

  /**
   * Returns the JobManager that leads: with high availability, ZooKeeper says which.
   *
   * @throws io.tributary.operations.JobManagerException when none does within some minutes
   */
  public ClusterProcess leader() {
    if (!state.settings().isHighlyAvailable()) {
      return jobManager();
    }
    String address = Leaders.await(FlinkOptions.leaders(state.ports()), START_TIME);
    return address.endsWith(":" + state.ports().standbyRest())
        ? require(Role.STANDBY)
        : jobManager();
  }

  /** Returns the TaskManagers. */
  public List<ClusterProcess> taskManagers() {
    return processes().stream()
        .filter(process -> process.role() instanceof Role.TaskManager)
        .toList();
  }

  private ClusterProcess require(Role role) {
    return find(role)
        .orElseThrow(
            () ->
                new ClusterException(
                    "no such process: process=" + role.name() + " dir=" + directory.root()));
  }

  /** Starts the broker again, on its data and its port; see {@link #restart}. */
  public ClusterProcess restartBroker() {
    return restart(Role.BROKER);
  }

  /** Starts the JobManager again, on its ports; see {@link #restart}. */
  public ClusterProcess restartJobManager() {
    return restart(Role.JOB_MANAGER);
  }

  /**
   * Starts a process of the cluster again, stopping the one there is if it still lives. Returns at
   * once; {@link #awaitHealthy} waits until it works.
   */
  public ClusterProcess restart(Role role) {
    new ProcessStopper(STOP_TIME, WAITING).stop(List.of(require(role)));
    return launch(role);
  }

  /** Starts one more TaskManager. Returns at once; {@link #awaitHealthy} waits for its slots. */
  public ClusterProcess addTaskManager() {
    int count = state.settings().taskManagers() + 1;
    state = state.with(state.settings().withTaskManagers(count));
    return launch(new Role.TaskManager(count));
  }

  /** Returns how it is. */
  public ClusterStatus status() {
    return reader.read(state);
  }

  /** Returns how it is, once no process is silent: on a busy machine one may be for a moment. */
  public ClusterStatus settledStatus(Duration time) {
    ClusterStatus[] last = {status()};
    WAITING.until(
        time,
        LOOK_AGAIN,
        () -> {
          if (last[0].notUp().stream().noneMatch(p -> p.state() == ProcessState.SILENT)) {
            return true;
          }
          last[0] = status();
          return false;
        });
    return last[0];
  }

  /**
   * Waits until all of it works.
   *
   * @throws ClusterException when a process dies meanwhile, or it takes too long
   */
  public void awaitHealthy(Duration time) {
    new HealthWait(StartMonitor.SILENT, WAITING).await(this, time);
  }

  /**
   * Stops all processes and returns those that had to be killed. Logs, the broker's data,
   * checkpoints and savepoints stay, and so do the ports for the next start.
   */
  public List<ClusterProcess> stop() {
    try (ClusterDirectory.Lock lock = directory.lock()) {
      // Others may have started more meanwhile.
      state = read(directory).orElse(state);
      return stopLocked();
    }
  }

  private List<ClusterProcess> stopLocked() {
    List<ClusterProcess> killed = new ProcessStopper(STOP_TIME, WAITING).stop(processes());
    directory.deleteTemporary();
    deleteInfo();
    // Last: who is cut off before can stop it again.
    state = state.withoutProcesses();
    state.write(directory.root());
    return killed;
  }

  private void writeInfo() {
    try {
      info().write(directory.root());
    } catch (IOException e) {
      throw new ClusterException("cluster.json can't be written: dir=" + directory.root(), e);
    }
  }

  private void deleteInfo() {
    try {
      Files.deleteIfExists(directory.root().resolve(ClusterInfo.FILE));
    } catch (IOException e) {
      throw new ClusterException("cluster.json can't be deleted: dir=" + directory.root(), e);
    }
  }

  /** Deletes all that the cluster has kept in its directory, once it is stopped. */
  public void deleteData() {
    if (!state.processes().isEmpty()) {
      throw new ClusterException("cluster runs, so its data stays: dir=" + directory.root());
    }
    // Not locked: the lock's own file goes, too.
    directory.deleteAll();
  }

  /** Stops all processes. */
  @Override
  public void close() {
    stop();
  }
}
