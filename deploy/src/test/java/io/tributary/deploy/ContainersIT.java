package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds the images, and breaks a cluster of containers: a network lies between its parts, and each
 * has limits. Podman keeps all of it in a directory of the build, which is gone afterwards.
 */
class ContainersIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DOCKER = Path.of("docker").toAbsolutePath();
  private static final Path STORAGE = Path.of("target", "containers").toAbsolutePath();

  // What a campaign of three faults takes on two busy processors.
  private static final long MINUTES = 15;

  @TempDir static Path directory;

  @BeforeAll
  static void build() throws Exception {
    Needs.that(
        "root, for podman's storage and networks", "root".equals(System.getProperty("user.name")));
    Needs.program("podman", "--version");
    removeStorage();
    assertThat(run(ofScript("storage", STORAGE.toString()))).isZero();
    assertThat(run(ofScript("build", "--engine", "podman"))).as(log()).isZero();
  }

  @AfterAll
  static void removeStorage() throws Exception {
    if (Files.exists(STORAGE)) {
      assertThat(run(ofScript("storage", "--remove", STORAGE.toString()))).as(log()).isZero();
    }
  }

  @Test
  void nothingIsLostWhenATaskManagerDiesAnotherIsCutOffAndTheBrokerStops() throws Exception {
    Path out = directory.resolve("out");
    Path cluster = directory.resolve("cluster");
    ProcessBuilder builder =
        Distribution.command(
            directory,
            "chaos",
            "--containers",
            "--faults=kill-taskmanager,cut-off-taskmanager,kill-broker",
            "--rate=400",
            "--examples=24000",
            "--dir=" + cluster,
            "--json");
    builder.environment().putAll(environment());
    Process process =
        builder
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      // Asked and not forced, so that it removes its containers.
      Distribution.interrupt(process);
      process.waitFor(3, TimeUnit.MINUTES);
      process.destroyForcibly().waitFor();
    }
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).as(Files.readString(directory.resolve("errors"))).isNotEmpty();
    JsonNode report = JSON.readTree(lines.get(lines.size() - 1));
    assertThat(report.path("passed").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(report.path("lost").asLong()).isZero();
    assertThat(report.path("repeated").asLong()).isZero();
    assertThat(report.path("examples").asLong()).isEqualTo(24_000);
    assertThat(report.path("faults")).hasSize(3);
    assertThat(report.path("checks")).hasSize(5);
    assertThat(Files.readString(cluster.resolve("logs/taskmanager-1.log")))
        .as("memory is the container's limit")
        .containsPattern("Total Process Memory: +1\\.500gb");
    assertThat(run(command("podman", "ps", "--all", "--quiet"))).isZero();
    assertThat(log()).as("containers left").isEmpty();
  }

  @Test
  void aVirtualMachineKnowsTheLimitsOfItsContainerAndIsNotRoot() throws Exception {
    String show = "id; java -XshowSettings:system -version";
    for (String image : List.of("tributary-job", "tributary-tools")) {
      String[] options = {"run", "--rm", "--cpus=0.5", "--memory=600m", "--entrypoint=bash"};
      List<String> command = command("podman", options);
      command.addAll(List.of(image, "-c", show));
      assertThat(run(command)).as(log()).isZero();
      assertThat(log())
          .contains("uid=9999(flink)")
          .contains("Effective CPU Count: 1\n")
          .contains("Memory Limit: 600.00M\n");
    }
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("CONTAINERS_CONF", STORAGE.resolve("containers.conf").toString());
    environment.put("CONTAINERS_STORAGE_CONF", STORAGE.resolve("storage.conf").toString());
    return environment;
  }

  private static List<String> ofScript(String name, String... arguments) {
    return command(DOCKER.resolve(name).toString(), arguments);
  }

  private static List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    return command;
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().putAll(environment());
    Process process = builder.start();
    try {
      return process.waitFor(MINUTES, TimeUnit.MINUTES) ? process.exitValue() : -1;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }
}
