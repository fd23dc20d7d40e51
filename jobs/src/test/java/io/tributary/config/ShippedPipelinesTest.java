package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.model.OptimizerSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ShippedPipelinesTest {
  private static final Path EXAMPLES = Path.of("..", "deploy", "examples");

  private static Pipeline demo() throws IOException {
    try (InputStream in =
        ShippedPipelinesTest.class.getResourceAsStream("/io/tributary/demo/flights.yaml")) {
      return PipelineFile.of(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .pipeline(Map.of());
    }
  }

  @Test
  void demonstrationHasTheFeaturesItIsMeasuredWith() throws IOException {
    Pipeline pipeline = demo();
    assertThat(pipeline.schema().features()).hasSize(13);
    assertThat(pipeline.model().optimizer()).isEqualTo(new OptimizerSpec.Ftrl(0.4, 1, 0, 0));
    assertThat(pipeline.schema().keyField()).isEqualTo("origin");
  }

  @Test
  void exampleLearnsWhatTheDemonstrationDoes() throws IOException {
    Pipeline example = PipelineFile.read(EXAMPLES.resolve("flights-f2.yaml")).pipeline(Map.of());
    assertThat(example.schema()).isEqualTo(demo().schema());
    assertThat(example.model()).isEqualTo(demo().model());
  }

  @Test
  void exampleForManyMonthsLeavesOutTheDay() throws IOException {
    Pipeline example = PipelineFile.read(EXAMPLES.resolve("flights-f1.yaml")).pipeline(Map.of());
    assertThat(example.schema().features()).hasSize(9);
    assertThat(example.kafka().bootstrapServers()).isEqualTo("localhost:9092");
  }
}
