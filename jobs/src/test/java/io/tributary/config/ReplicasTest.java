package io.tributary.config;

import static io.tributary.config.PipelineFileTest.LEAST;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.InputConfig.Partitioning;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who reads and who learns. */
final class ReplicasTest {
  @ParameterizedTest
  @CsvSource({
    "'readers: 3', KEY, 3",
    "'readers: 3, partitioning: key', KEY, 3",
    "'readers: 2, partitioning: topic', TOPIC, 0",
    "'partitioning: key', KEY, 0",
    "'start: latest', TOPIC, 0"
  })
  void readersAloneShuffle(String keys, Partitioning partitioning, int readers) {
    InputConfig input =
        PipelineFile.of(LEAST.replace("topic: clicks", "topic: clicks, " + keys) + "key: user")
            .pipeline(Map.of())
            .input();
    assertThat(input.partitioning()).isEqualTo(partitioning);
    assertThat(input.readers()).isEqualTo(readers);
  }

  @Test
  void partitionsStayTogetherWhereThereIsTime() {
    String timed = LEAST + "time: {field: at, format: iso-8601}";
    assertThat(PipelineFile.of(timed).pipeline(Map.of()).input().maxDrift())
        .isEqualTo(Duration.ofMinutes(30));
    assertThat(PipelineFile.of(LEAST).pipeline(Map.of()).input().maxDrift()).isZero();
  }

  @Test
  void autoBeginsWithTheLeastAndIsReadyForMore() {
    Pipeline auto = PipelineFile.of(LEAST + "training: {replicas: auto}").pipeline(Map.of());
    Pipeline two = PipelineFile.of(LEAST + "training: {replicas: 2}").pipeline(Map.of());
    assertThat(auto.training().autoReplicas()).isTrue();
    assertThat(two.training().autoReplicas()).isFalse();
    assertThat(auto.training().replicas()).isEqualTo(1);
    assertThat(auto.training().roundSize()).isEqualTo(two.training().roundSize());
    assertThat(auto.training().roundMinDelay()).isEqualTo(two.training().roundMinDelay());
    assertThat(auto.training().withReplicas(3).autoReplicas()).isTrue();
  }

  @Test
  void aNumberOnTheCommandLineWins() {
    Pipeline pipeline =
        PipelineFile.of(LEAST + "training: {replicas: auto}")
            .with("training.replicas", "3")
            .pipeline(Map.of());
    assertThat(pipeline.training().autoReplicas()).isFalse();
    assertThat(pipeline.training().replicas()).isEqualTo(3);
  }
}
