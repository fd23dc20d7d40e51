package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigurationReferenceTest {
  private static final Path PAGE = Path.of("..", "deploy", "docs", "configuration.md");

  /** Keys that are mappings, and those that belong to Kafka and Flink. */
  private static final List<String> SECTIONS =
      List.of(
          "model",
          "model.table",
          "model.optimizer",
          "model.factors",
          "model.network",
          "model.network.optimizer",
          "label",
          "time",
          "input",
          "training",
          "training.round",
          "training.batch",
          "export",
          "tracking",
          "tracking.mlflow",
          "tracking.comet",
          "kafka",
          "flink");

  private final ConfigurationReference reference = ConfigurationReference.read();

  @Test
  void thePageIsWhatTheReaderAsksFor() throws IOException {
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(PAGE, reference.page());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(reference.page());
  }

  @Test
  void everyKeyHasAMeaning() {
    assertThat(ConfigurationReference.meanings().keySet())
        .containsExactlyInAnyOrderElementsOf(reference.keys());
  }

  @Test
  void everyKeyThatAFileMayHaveIsAskedFor() {
    assertThat(reference.known())
        .allMatch(key -> reference.keys().contains(key) || SECTIONS.contains(key));
  }
}
