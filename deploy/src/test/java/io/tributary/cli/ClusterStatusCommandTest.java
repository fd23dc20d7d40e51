package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cluster.ClusterInfo;
import io.tributary.cluster.ClusterStatus;
import io.tributary.cluster.ProcessState;
import io.tributary.cluster.ProcessStatus;
import io.tributary.cluster.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ClusterStatusCommandTest {
  private static ProcessStatus process(Role role, ProcessState state, int slots) {
    return new ProcessStatus(role, 7, state, OptionalLong.empty(), Duration.ZERO, "", slots, slots);
  }

  private static String notWell(ProcessStatus... processes) {
    return ClusterStatusCommand.notWell(
        new ClusterStatus(
            Path.of("/c"),
            new ClusterInfo("j:1", "k:1", "file:/c", "file:/s"),
            List.of(processes),
            2,
            List.of()));
  }

  @Test
  void whatIsMissingIsNamedWithItsRemedy() {
    assertThat(
            notWell(
                process(Role.BROKER, ProcessState.MISSING, 0),
                process(Role.JOB_MANAGER, ProcessState.UP, 0),
                process(new Role.TaskManager(1), ProcessState.DEAD, 0)))
        .isEqualTo(
            "kafka=missing taskmanager-1=dead ('tributary cluster start' starts what is missing)");
    assertThat(
            notWell(
                process(Role.BROKER, ProcessState.PAUSED, 0),
                process(Role.JOB_MANAGER, ProcessState.SILENT, 0)))
        .isEqualTo(
            "kafka=paused jobmanager=silent ('kill -CONT PID' lets a paused one go on; a silent"
                + " one may be starting or busy, its log is in /c/logs)");
    assertThat(notWell(process(new Role.TaskManager(1), ProcessState.UP, 1)))
        .isEqualTo("slots=1 expected=2");
  }
}
