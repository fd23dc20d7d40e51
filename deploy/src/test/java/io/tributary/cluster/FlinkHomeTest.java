package io.tributary.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlinkHomeTest {
  @TempDir Path directory;

  @Test
  void hasTheJarsOfFlinkAndTheOptionsOfItsProcesses() throws Exception {
    List<Path> classPath = new ArrayList<>();
    for (String jar :
        List.of(
            "flink-runtime-web-2.3.0.jar",
            "flink-container-2.3.0.jar",
            "kafka-clients-4.4.0.jar")) {
      classPath.add(Files.writeString(directory.resolve(jar), jar));
    }
    Path home = directory.resolve("flink");
    FlinkHome.assemble(classPath, home);
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .containsExactlyInAnyOrder("flink-runtime-web-2.3.0.jar", "flink-container-2.3.0.jar");
    }
    assertThat(home.resolve("lib/flink-container-2.3.0.jar"))
        .hasContent("flink-container-2.3.0.jar");
    assertThat(Files.readAllLines(home.resolve("conf/jvm.options")))
        .isEqualTo(FlinkHome.OPENS)
        .contains("--add-opens=java.base/java.util=ALL-UNNAMED");
  }
}
