package io.tributary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlinkClassPathTest {
  private static final Path WEB = Path.of("lib/flink-runtime-web-2.3.0.jar");

  private static List<Path> of(String... names) {
    List<Path> paths =
        new ArrayList<>(List.of(names).stream().map(name -> Path.of("lib", name)).toList());
    paths.add(WEB);
    return FlinkClassPath.of(paths);
  }

  @Test
  void hasFlinkAndWhatItNeeds() {
    String[] names = {
      "flink-runtime-2.3.0.jar",
      "flink-shaded-netty-4.2.6.Final-21.0.jar",
      "flink-shaded-asm-9-9.9.1-21.0.jar",
      "flink-statebackend-rocksdb-2.3.0.jar",
      "frocksdbjni-8.10.0-ververica-1.0.jar",
      "RoaringBitmap-1.3.0.jar",
      "log4j-core-2.25.2.jar",
      "snappy-java-1.1.10.7.jar",
      "commons-lang3-3.18.0.jar",
      "snakeyaml-engine-2.6.jar"
    };
    assertThat(of(names)).hasSize(names.length + 1).contains(WEB);
  }

  @Test
  void hasNothingThatJobsMustBring() {
    assertThat(
            of(
                "tributary-jobs-0.1.0-SNAPSHOT.jar",
                "flink-connector-kafka-5.0.0-2.2.jar",
                "flink-connector-base-2.3.0.jar",
                "flink-runtime-2.3.0-tests.jar",
                "kafka-clients-4.4.0.jar",
                "kafka_2.13-4.4.0.jar",
                "jackson-core-2.22.4.jar",
                "snakeyaml-2.5.jar",
                "scala-library-2.13.18.jar",
                "zstd-jni-1.5.7-17.jar",
                "picocli-4.7.7.jar",
                "chronicle-map-2026.1.jar",
                "classes"))
        .containsExactly(WEB);
  }

  @Test
  void needsFlink() {
    assertThatThrownBy(() -> FlinkClassPath.of(List.of(Path.of("lib/flink-core-2.3.0.jar"))))
        .isInstanceOf(ClusterException.class)
        .hasMessage("no Flink to run a cluster with: absent=flink-runtime-web libraries=1");
  }
}
