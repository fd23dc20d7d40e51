package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short failure campaign on real processes; {@code tributary chaos} makes longer ones. */
class ChaosIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void nothingIsLostOrRepeated() throws Exception {
    Path out = directory.resolve("out");
    Path cluster = directory.resolve("cluster");
    Process process =
        Distribution.command(
                directory,
                "chaos",
                "--faults=kill-taskmanager,rescale",
                "--rate=800",
                "--examples=24000",
                "--dir=" + cluster,
                "--json")
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    try {
      assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    } finally {
      // Asked and not forced, so that it stops its cluster.
      Distribution.interrupt(process);
      process.waitFor(3, TimeUnit.MINUTES);
      process.destroyForcibly().waitFor();
    }
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).as(Files.readString(directory.resolve("errors"))).isNotEmpty();
    JsonNode report = JSON.readTree(lines.get(lines.size() - 1));
    assertThat(report.path("passed").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(report.path("examples").asLong()).isEqualTo(48_000);
    assertThat(report.path("faults")).hasSize(3);
    assertThat(report.path("checks")).hasSize(8);
    assertThat(process.exitValue()).isZero();
    assertThat(ProcessHandle.allProcesses())
        .as("processes left")
        .noneMatch(one -> one.info().commandLine().orElse("").contains("@" + cluster));
  }
}
