package io.tributary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.waiting.FakeWaiting;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which processes belong to a cluster, with a real process in place of its own. */
final class ProcessTableTest {
  private static final Waiting WAITING = Waiting.system();
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
  private static final ClusterPorts PORTS = new ClusterPorts(8081, 6123, 9092);

  @TempDir private Path root;
  private Process stranger;

  @BeforeEach
  void start() throws IOException {
    stranger = new ProcessBuilder("sleep", "60").start();
  }

  @AfterEach
  void end() {
    stranger.destroyForcibly();
  }

  private ProcessEntry entry(long startedEarlierMillis) {
    long started = SystemProcess.startMillis(stranger.toHandle()).orElseThrow();
    return new ProcessEntry(
        "taskmanager-2", stranger.pid(), started - startedEarlierMillis, "taskmanager-2-x");
  }

  private ClusterProcess process(ProcessEntry entry) {
    return new ClusterProcess(entry, new ClusterDirectory(root), WAITING);
  }

  @Test
  void aProcessIsPausedResumedAndKilled() {
    ClusterProcess process = process(entry(0));
    assertThat(process.isAlive()).isTrue();
    process.pause();
    assertThat(WAITING.until(PATIENCE, LOOK_AGAIN, process::isPaused)).isTrue();
    assertThat(process.isAlive()).isTrue();
    process.resume();
    assertThat(WAITING.until(PATIENCE, LOOK_AGAIN, () -> !process.isPaused())).isTrue();
    process.kill();
    assertThat(process.isAlive()).isFalse();
    assertThatThrownBy(process::pause)
        .hasMessage("process is gone, so it gets no signal: process=taskmanager-2 signal=STOP");
  }

  @Test
  void aPausedProcessHearsThatItShouldEnd() {
    ClusterProcess process = process(entry(0));
    process.pause();
    assertThat(new ProcessStopper(PATIENCE, WAITING).stop(List.of(process))).isEmpty();
    // Java hears of it a moment after the system.
    assertThat(WAITING.until(PATIENCE, LOOK_AGAIN, () -> !stranger.isAlive())).isTrue();
  }

  @Test
  @Timeout(60)
  void aProcessThatDoesNotListenIsKilledAtOnce() throws IOException {
    stranger.destroyForcibly();
    stranger = new ProcessBuilder("bash", "-c", "trap '' TERM; echo; sleep 60").start();
    // Once it has printed, it no longer listens.
    assertThat(stranger.getInputStream().read()).isEqualTo('\n');
    ClusterProcess process = process(entry(0));
    assertThat(new ProcessStopper(Duration.ofDays(1), new FakeWaiting()).stop(List.of(process)))
        .containsExactly(process);
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void aProcessHearsWhatTheOneThatStartsItIgnores() throws IOException {
    stranger.destroyForcibly();
    String hearing = String.join(" ", ProcessLauncher.hearing());
    assertThat(hearing).isNotEmpty();
    String command = "trap '' TERM; exec " + hearing + " bash -c 'echo; sleep 60'";
    stranger = new ProcessBuilder("bash", "-c", command).start();
    assertThat(stranger.getInputStream().read()).isEqualTo('\n');
    assertThat(SystemProcess.ignoresTermination(stranger.pid())).isFalse();
    assertThat(new ProcessStopper(Duration.ofDays(1), WAITING).stop(List.of(process(entry(0)))))
        .isEmpty();
  }

  @Test
  void aStrangerThatReusesTheIdIsLeftAlone() {
    ClusterProcess process = process(entry(60_000));
    assertThat(process.isAlive()).isFalse();
    process.kill();
    process.terminate();
    assertThat(new ProcessStopper(PATIENCE, WAITING).stop(List.of(process))).isEmpty();
    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void theTableIsReadAsItWasWritten() {
    ClusterState state =
        new ClusterState(
            new ClusterSettings(2, 3, 1024, 600, 700, 0, 9093, Map.of("a.b", "c")),
            PORTS,
            List.of(entry(0), new ProcessEntry("kafka", 7, 8, "kafka-y")));
    assertThat(ClusterState.read(root)).isEmpty();
    state.write(root);
    assertThat(ClusterState.read(root)).contains(state);
  }

  @Test
  void aTableThatCannotBeReadIsNoEmptyOne() throws IOException {
    Files.writeString(root.resolve(ClusterState.FILE), "{\"settings\":");
    assertThatThrownBy(() -> ClusterState.read(root))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "cluster's process table can't be read: file=" + root.resolve("processes.json"));
  }

  @Test
  void aReplacedProcessTakesThePlaceOfTheOneBefore() {
    ClusterState state =
        new ClusterState(ClusterSettings.DEFAULT, PORTS, List.of())
            .with(new ProcessEntry("kafka", 1, 1, "kafka-a"))
            .with(new ProcessEntry("taskmanager-1", 2, 2, "taskmanager-1-a"))
            .with(new ProcessEntry("kafka", 3, 3, "kafka-b"));
    assertThat(state.processes())
        .extracting(ProcessEntry::id)
        .containsExactly("kafka-b", "taskmanager-1-a");
    assertThat(state.find(Role.BROKER)).get().extracting(ProcessEntry::pid).isEqualTo(3L);
    assertThat(state.without(Role.BROKER).processes()).hasSize(1);
  }

  @Test
  void rolesHaveNames() {
    for (String name :
        List.of("kafka", "jobmanager", "jobmanager-2", "zookeeper", "taskmanager-12")) {
      assertThat(Role.parse(name).name()).isEqualTo(name);
    }
    assertThatThrownBy(() -> Role.parse("registry"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no such role: name=registry"
                + " allowed=kafka,zookeeper,jobmanager,jobmanager-2,taskmanager-N");
    assertThatThrownBy(() -> new Role.TaskManager(0)).hasMessageContaining("index=0");
  }
}
