package io.tributary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

final class ProcessCommandsTest {
  private static final ClusterPorts PORTS = new ClusterPorts(18081, 16123, 19092);

  @TempDir private Path temporary;
  private ClusterDirectory directory;
  private ProcessCommands commands;

  @BeforeEach
  void create() {
    directory = new ClusterDirectory(temporary.resolve("a \"b\" c"));
    directory.create();
    commands =
        new ProcessCommands(
            directory,
            Path.of("/jdk/bin/java"),
            List.of(
                Path.of("/lib/flink-runtime-web-2.3.0.jar"),
                Path.of("/lib/kafka-clients-4.4.0.jar")));
  }

  private static ClusterSettings settings(Map<String, String> flink) {
    return new ClusterSettings(1, 2, ClusterSettings.BY_SLOTS, 512, 640, 0, 0, flink);
  }

  @Test
  void theBrokerHasAllLibraries() throws IOException {
    List<String> command = commands.command(Role.BROKER, "kafka-x", PORTS, settings(Map.of()));
    Path options = directory.conf().resolve("kafka.jvm");
    assertThat(command)
        .containsExactly(
            "/jdk/bin/java",
            "@" + options,
            "io.tributary.cluster.BrokerMain",
            directory.kafka().toString(),
            "19092");
    assertThat(Files.readAllLines(options))
        .contains(
            "\"-Xmx416m\"",
            "\"/lib/flink-runtime-web-2.3.0.jar:/lib/kafka-clients-4.4.0.jar\"",
            "\"-Djava.io.tmpdir="
                + directory.temporary(Role.BROKER).toString().replace("\"", "\\\"")
                + "\"");
  }

  @Test
  void taskManagersHaveFlinkOnlyAndANameOfTheirOwn() throws IOException {
    List<String> command =
        commands.command(new Role.TaskManager(3), "taskmanager-3-x", PORTS, settings(Map.of()));
    assertThat(command)
        .endsWith(
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "--configDir",
            directory.conf().toString(),
            "-D",
            "taskmanager.resource-id=taskmanager-3-x");
    assertThat(Files.readAllLines(directory.conf().resolve("taskmanager-3.jvm")))
        .contains("\"-Xmx576m\"", "\"/lib/flink-runtime-web-2.3.0.jar\"");
  }

  @Test
  void eachFlinkProcessAnswersPrometheusOnAPortOfItsOwn() {
    ClusterSettings settings = settings(PrometheusReporting.options(9300));
    assertThat(commands.command(Role.JOB_MANAGER, "jobmanager-x", PORTS, settings))
        .containsSequence("-D", "metrics.reporter.prom.port=9300");
    assertThat(commands.command(new Role.TaskManager(2), "taskmanager-2-x", PORTS, settings))
        .containsSequence("-D", "metrics.reporter.prom.port=9302");
    assertThat(commands.command(Role.BROKER, "kafka-x", PORTS, settings))
        .noneMatch(argument -> argument.contains("metrics"));
  }

  @Test
  void noProcessAnswersPrometheusUnlessThatIsAskedFor() {
    assertThat(PrometheusReporting.port(Role.JOB_MANAGER, settings(Map.of()))).isEmpty();
    Map<String, String> range = new HashMap<>(PrometheusReporting.options(9300));
    range.put("metrics.reporter.prom.port", "9300-9310");
    assertThat(PrometheusReporting.port(Role.JOB_MANAGER, settings(range))).isEmpty();
    assertThat(range.keySet()).allMatch(PrometheusReporting::isOption);
    assertThatThrownBy(() -> PrometheusReporting.options(0))
        .hasMessage("metrics-port is out of range: value=0 allowed=1..65535");
  }

  @Test
  void whatAKilledProcessLeftIsDeleted() throws IOException {
    Path left = directory.emptyTemporary(Role.JOB_MANAGER).resolve("left");
    Files.writeString(left, "");
    commands.command(Role.JOB_MANAGER, "jobmanager-x", PORTS, settings(Map.of()));
    assertThat(left).doesNotExist();
    assertThat(left.getParent()).isDirectory();
  }

  @Test
  void flinkStaysOnTheLoopbackAddressAndSettingsWin() throws IOException {
    commands.writeConfiguration(
        PORTS,
        settings(
            Map.of(
                "heartbeat.timeout", "20 s", "x.y", "a: \"b\"\n#", "web.cancel.enable", "true")));
    String text = Files.readString(directory.conf().resolve("config.yaml"));
    Object read = new Load(LoadSettings.builder().build()).loadFromString(text);
    JsonNode yaml = new ObjectMapper().valueToTree(read);
    for (String name :
        List.of(
            "jobmanager.rpc.address",
            "jobmanager.bind-host",
            "rest.address",
            "rest.bind-address",
            "taskmanager.host",
            "taskmanager.bind-host")) {
      assertThat(yaml.path(name).asText()).as(name).isEqualTo("127.0.0.1");
    }
    assertThat(yaml.path("rest.port").asText()).isEqualTo("18081");
    assertThat(yaml.path("jobmanager.rpc.port").asText()).isEqualTo("16123");
    assertThat(yaml.path("web.access-control-allow-origin").asText())
        .isEqualTo("http://127.0.0.1:18081");
    assertThat(yaml.path("web.submit.enable").asText()).isEqualTo("false");
    assertThat(yaml.path("web.cancel.enable").asText()).isEqualTo("true");
    assertThat(yaml.path("jobmanager.scheduler").asText()).isEqualTo("adaptive");
    assertThat(yaml.path("heartbeat.timeout").asText()).isEqualTo("20 s");
    assertThat(yaml.path("x.y").asText()).isEqualTo("a: \"b\"\n#");
    assertThat(yaml.path("execution.checkpointing.dir").asText())
        .isEqualTo(directory.info(PORTS, false).checkpoints());
    assertThat(directory.conf().resolve("log4j2.xml")).isNotEmptyFile();
  }
}
