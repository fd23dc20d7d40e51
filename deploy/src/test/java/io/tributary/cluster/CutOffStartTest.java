package io.tributary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A start that is cut off anywhere leaves a cluster that knows what it should be: with real
 * processes that do nothing in place of its own.
 */
final class CutOffStartTest {
  private static final String IDLE =
      "#!/bin/bash\ntrap 'kill $!; exit 0' TERM\nsleep 600 &\nwait\n";
  private static final ClusterSettings SETTINGS =
      new ClusterSettings(2, 1, ClusterSettings.BY_SLOTS, 512, 512, 0, 0, Map.of());
  private static final List<String> ROLES =
      List.of("kafka", "jobmanager", "taskmanager-1", "taskmanager-2");

  @TempDir private Path temporary;
  private ClusterDirectory directory;
  private ProcessCommands commands;

  /** The starting process is killed. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Nobody reads what the starting process prints. */
  private static final class PipeClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void create() throws IOException {
    Path java = Files.writeString(temporary.resolve("java"), IDLE);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    directory = new ClusterDirectory(temporary.resolve("cluster"));
    commands =
        new ProcessCommands(directory, java, List.of(Path.of("/lib/flink-runtime-web-2.3.0.jar")));
  }

  @AfterEach
  void end() {
    LocalCluster.last(directory.root()).ifPresent(LocalCluster::stop);
    assertThat(alive()).isEmpty();
  }

  /** The processes there are, whatever the table says. */
  private List<ProcessHandle> alive() {
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.info().commandLine().orElse("").contains("@" + directory.conf()))
        .toList();
  }

  private void startCutOff(ClusterSettings settings, String at, Throwable how) {
    StartMonitor monitor =
        line -> {
          if (line.startsWith("starting " + at)) {
            throwAny(how);
          }
        };
    assertThatThrownBy(() -> LocalCluster.start(directory, settings, monitor, commands))
        .isSameAs(how);
  }

  private static void throwAny(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private ClusterStatus status() {
    return LocalCluster.attach(directory.root()).orElseThrow().status();
  }

  private static List<String> with(ClusterStatus status, ProcessState... states) {
    return status.processes().stream()
        .filter(process -> List.of(states).contains(process.state()))
        .map(process -> process.role().name())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aKilledStartLeavesNothingUnknown(int last) {
    startCutOff(SETTINGS, ROLES.get(last), new Killed());
    ClusterStatus status = status();
    assertThat(with(status, ProcessState.SILENT)).isEqualTo(ROLES.subList(0, last + 1));
    assertThat(with(status, ProcessState.MISSING)).isEqualTo(ROLES.subList(last + 1, 4));
    assertThat(status.isHealthy()).isFalse();
  }

  @Test
  void aStartThatIsKilledBeforeItsFirstProcessIsToBeDoneAgain() {
    directory.create();
    new ClusterState(SETTINGS, new ClusterPorts(18081, 16123, 19092), List.of())
        .intended()
        .write(directory.root());
    assertThat(with(status(), ProcessState.MISSING)).isEqualTo(ROLES);
    LocalCluster cluster = LocalCluster.attach(directory.root()).orElseThrow();
    assertThat(cluster.stop()).isEmpty();
    assertThat(LocalCluster.attach(directory.root())).isEmpty();
  }

  @Test
  void aStopThatIsKilledCanBeDoneAgain() {
    startCutOff(SETTINGS, "taskmanager-2", new Killed());
    LocalCluster cluster = LocalCluster.attach(directory.root()).orElseThrow();
    cluster.jobManager().kill();
    cluster.taskManagers().forEach(ClusterProcess::kill);
    assertThat(with(status(), ProcessState.DEAD)).isEqualTo(ROLES.subList(1, 4));
    LocalCluster.attach(directory.root()).orElseThrow().stop();
    assertThat(alive()).isEmpty();
    assertThat(directory.root().resolve(ClusterInfo.FILE)).doesNotExist();
    LocalCluster.last(directory.root()).orElseThrow().deleteData();
    assertThat(directory.root()).doesNotExist();
  }

  @Test
  void aLostBrokerIsNotForgottenByAStartThatNobodyListensTo() {
    startCutOff(SETTINGS, "taskmanager-2", new Killed());
    LocalCluster.attach(directory.root()).orElseThrow().broker().kill();
    startCutOff(SETTINGS, "kafka", new PipeClosed());
    ClusterStatus status = status();
    assertThat(with(status, ProcessState.values()))
        .as("a cluster without its broker")
        .containsExactlyElementsOf(ROLES);
    assertThat(with(status, ProcessState.DEAD)).containsExactly("kafka");
    assertThat(status.isHealthy()).isFalse();
    assertThat(alive()).hasSize(3);
  }

  /** What a start that is killed just now has started and not written down. */
  private ProcessEntry startUnwritten(Role role) {
    ClusterState state = ClusterState.read(directory.root()).orElseThrow();
    return new ProcessLauncher(directory, commands).launch(role, state.ports(), SETTINGS);
  }

  @Test
  void whatWasStartedAndNotWrittenDownIsFound() {
    startCutOff(SETTINGS, "jobmanager", new Killed());
    ProcessEntry lost = startUnwritten(new Role.TaskManager(1));
    assertThat(with(status(), ProcessState.SILENT))
        .containsExactly("kafka", "jobmanager", "taskmanager-1");
    LocalCluster cluster = LocalCluster.attach(directory.root()).orElseThrow();
    assertThat(cluster.find(lost.role())).get().extracting(ClusterProcess::entry).isEqualTo(lost);
    // The next start does not start another beside it.
    startCutOff(SETTINGS, "taskmanager", new PipeClosed());
    assertThat(with(status(), ProcessState.SILENT))
        .containsExactly("kafka", "jobmanager", "taskmanager-1");
    assertThat(alive()).hasSize(3);
  }

  @Test
  void aReplacementThatWasNotWrittenDownIsFound() {
    startCutOff(SETTINGS, "taskmanager-2", new Killed());
    LocalCluster.attach(directory.root()).orElseThrow().broker().kill();
    ProcessEntry lost = startUnwritten(Role.BROKER);
    ClusterProcess broker = LocalCluster.attach(directory.root()).orElseThrow().broker();
    assertThat(broker.pid()).isEqualTo(lost.pid());
    assertThat(broker.isAlive()).isTrue();
  }

  @Test
  void whatAStoppedClusterStillHasIsStoppedToo() {
    startCutOff(SETTINGS, "kafka", new Killed());
    LocalCluster.attach(directory.root()).orElseThrow().stop();
    startUnwritten(new Role.TaskManager(7));
    // A process that has just replaced its program has no command line for a moment.
    Awaitility.await().until(() -> alive().size() == 1);
    assertThat(with(status(), ProcessState.SILENT)).containsExactly("taskmanager-7");
    LocalCluster.last(directory.root()).orElseThrow().stop();
    assertThat(alive()).isEmpty();
    assertThat(LocalCluster.attach(directory.root())).isEmpty();
  }

  @Test
  void anotherClustersProcessesAreLeftAlone() {
    startCutOff(SETTINGS, "kafka", new Killed());
    ClusterDirectory neighbour = new ClusterDirectory(temporary.resolve("clusters"));
    neighbour.create();
    ClusterState state = ClusterState.read(directory.root()).orElseThrow();
    new ClusterState(state.settings(), state.ports(), List.of()).write(neighbour.root());
    assertThat(LocalCluster.attach(neighbour.root())).isEmpty();
  }

  @Test
  void aFirstStartThatNobodyListensToLeavesNothing() {
    startCutOff(SETTINGS, "taskmanager-1", new PipeClosed());
    assertThat(alive()).isEmpty();
    assertThat(LocalCluster.attach(directory.root())).isEmpty();
    assertThat(directory.root().resolve(ClusterInfo.FILE)).doesNotExist();
  }

  @Test
  void moreTaskManagersThatDoNotComeAreNotExpected() {
    startCutOff(SETTINGS, "taskmanager-2", new Killed());
    startCutOff(SETTINGS.withTaskManagers(3), "taskmanager-3", new PipeClosed());
    assertThat(with(status(), ProcessState.values())).containsExactlyElementsOf(ROLES);
    assertThat(LocalCluster.remembered(directory.root())).contains(SETTINGS);
  }
}
