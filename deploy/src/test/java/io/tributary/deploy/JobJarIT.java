package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the job jar, and what a Flink installation brings. */
class JobJarIT {
  private static final List<String> PACKAGES =
      List.of(
          "io/tributary/",
          "org/apache/flink/connector/",
          "org/apache/flink/streaming/connectors/kafka/",
          "org/apache/flink/streaming/util/serialization/JSONKeyValueDeserializationSchema",
          "org/apache/kafka/",
          "org/apache/avro/",
          "com/fasterxml/jackson/",
          "com/github/luben/zstd/",
          "net/jpountz/",
          "org/xerial/snappy/",
          "org/snakeyaml/engine/",
          "ch/randelshofer/fastdoubleparser/");

  private JarFile jar;

  @BeforeEach
  void open() throws IOException {
    jar = new JarFile(Distribution.JOB_JAR.toFile());
  }

  @AfterEach
  void close() throws IOException {
    jar.close();
  }

  private boolean hasAny(String folder) {
    return jar.stream().map(ZipEntry::getName).anyMatch(name -> name.startsWith(folder));
  }

  @Test
  void hasTheJobAndWhatNoFlinkBrings() throws IOException {
    assertThat(jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
        .isEqualTo("io.tributary.training.JobMain");
    assertThat(
            List.of(
                "io/tributary/training/TrainingJob.class",
                "org/apache/flink/connector/kafka/source/KafkaSource.class",
                "org/apache/flink/connector/base/source/reader/SourceReaderBase.class",
                "org/apache/kafka/clients/consumer/KafkaConsumer.class",
                "org/snakeyaml/engine/v2/composer/Composer.class",
                "ch/randelshofer/fastdoubleparser/JavaDoubleParser.class",
                "META-INF/LICENSE",
                "META-INF/NOTICE"))
        .allSatisfy(name -> assertThat(jar.getEntry(name)).as(name).isNotNull());
  }

  @Test
  void hasNothingThatFlinkBringsOrTheJobDoesNotNeed() {
    assertThat(
            List.of(
                "org/apache/flink/runtime/",
                "org/apache/flink/streaming/api/datastream/",
                "org/apache/flink/api/common/",
                "org/apache/flink/state/rocksdb/",
                "org/rocksdb/",
                "org/slf4j/",
                "org/apache/logging/",
                "net/openhft/chronicle/map/",
                "scala/",
                "kafka/server/",
                "org/apache/kafka/metadata/",
                "io/tributary/demo/flights_2001"))
        .allSatisfy(folder -> assertThat(hasAny(folder)).as(folder).isFalse());
    assertThat(jar.stream().map(ZipEntry::getName))
        .noneMatch(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA)"));
  }

  /** A library that creeps in makes the jar heavier, and may clash with one of Flink's. */
  @Test
  void hasNoPackagesButTheseOnes() {
    assertThat(
            jar.stream()
                .map(ZipEntry::getName)
                .map(name -> name.replaceFirst("^META-INF/versions/\\d+/", ""))
                .filter(name -> name.endsWith(".class"))
                .filter(name -> PACKAGES.stream().noneMatch(name::startsWith)))
        .isEmpty();
    assertThat(
            jar.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith("io/tributary/") && name.endsWith(".class"))
                .map(name -> name.substring("io/tributary/".length()))
                .map(name -> name.substring(0, name.indexOf('/')))
                .distinct())
        .as("our own: neither what people run, nor what serves")
        .containsExactlyInAnyOrder(
            "codec",
            "config",
            "example",
            "files",
            "format",
            "kafka",
            "learner",
            "merge",
            "model",
            "rejected",
            "sharded",
            "training",
            "types",
            "waiting");
    assertThat(hasAny("io/tributary/kafka/embedded/")).isFalse();
  }

  @Test
  void servicesOfAllItsPartsAreListed() throws IOException {
    ZipEntry services = jar.getEntry("META-INF/services/com.fasterxml.jackson.databind.Module");
    String listed = new String(jar.getInputStream(services).readAllBytes(), StandardCharsets.UTF_8);
    assertThat(listed).contains("Jdk8Module", "JavaTimeModule");
  }
}
