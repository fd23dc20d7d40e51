package io.tributary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterSettingsTest {
  private static final ClusterSettings SETTINGS = ClusterSettings.DEFAULT;

  private static ClusterSettings with(int slots, int memory, Map<String, String> flink) {
    return new ClusterSettings(1, slots, memory, 512, 512, 0, 0, flink);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void everyPartOfAProcessIsCounted(int slots) {
    TaskManagerMemory memory = with(slots, ClusterSettings.BY_SLOTS, Map.of()).memory();
    assertThat(memory.heap()).isEqualTo(64 + 256 * slots);
    long flink =
        memory.flinkOptions().entrySet().stream()
            .filter(option -> option.getKey().matches(".*memory.*(size|max)"))
            .mapToLong(option -> Long.parseLong(option.getValue().replace("m", "")))
            .sum();
    assertThat(flink).isEqualTo(memory.process()).isEqualTo(480 + 288L * slots);
    assertThat(memory.jvmOptions()).contains("-Xmx" + memory.heap() + "m");
  }

  @Test
  void whatOtherPartsLeaveIsHeap() {
    TaskManagerMemory memory = with(4, 2048, Map.of()).memory();
    assertThat(memory.process()).isEqualTo(2048);
    assertThat(memory.heap()).isEqualTo(64 + 512 + 2048 - 1120);
  }

  @Test
  void refusesWhatCannotWork() {
    assertThatThrownBy(() -> with(4, 700, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("taskmanager-memory is too small: MiB=700 allowed=736..");
    assertThatThrownBy(() -> with(0, 0, Map.of()))
        .hasMessage("slots is out of range: value=0 allowed=1..256");
    assertThatThrownBy(() -> SETTINGS.withPorts(70_000, 0)).hasMessageStartingWith("rest-port is");
  }

  @Test
  void aRunningClusterOnlyGrows() {
    ClusterSettings two = SETTINGS.withTaskManagers(2);
    ClusterState running = new ClusterState(two, new ClusterPorts(8081, 6123, 9092), List.of());
    assertThatCode(() -> SETTINGS.withTaskManagers(3).requireExtends(running))
        .doesNotThrowAnyException();
    assertThatCode(() -> two.withPorts(8081, 0).requireExtends(running)).doesNotThrowAnyException();
    assertThatThrownBy(() -> SETTINGS.requireExtends(running))
        .hasMessage("a running cluster is not made smaller, stop it first: taskmanagers=2 asked=1");
    assertThatThrownBy(() -> two.withPorts(8082, 0).requireExtends(running))
        .hasMessage("cluster runs with other settings, stop it first: rest-port=8081 asked=8082");
  }
}
