package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JobParametersTest {
  private static final String HIDDEN = "******";

  private static Map<String, String> settings(String yaml, Map<String, String> environment) {
    Pipeline pipeline = PipelineFile.of(yaml).pipeline(environment);
    // Others that are made of it hide the same.
    Pipeline other = pipeline.withTraining(pipeline.training()).withFlink(pipeline.flink());
    return JobParameters.settings(other);
  }

  @Test
  void settingsAndDefaultsShow() {
    Map<String, String> settings =
        settings(
            """
            name: clicks
            model: {bits: 10, optimizer: {type: sgd, rate: 0.5}}
            features: [site, user]
            label: {field: clicked}
            input: {topic: events}
            training: {replicas: 3, round: {maxDelay: 2s}}
            kafka: {bootstrap.servers: "h:1"}
            flink: {state.backend.type: rocksdb}
            """,
            Map.of());
    assertThat(settings)
        .containsEntry("name", "clicks")
        .containsEntry("model.bits", "10")
        .containsEntry("model.optimizer", "Sgd[rate=0.5]")
        .containsEntry("input.topic", "events")
        .containsEntry("input.partitioning", "topic")
        .containsEntry("training.replicas", "3")
        .containsEntry("training.staleness", "1")
        .containsEntry("training.round.maxDelay", "2000ms")
        .containsEntry("kafka.bootstrap.servers", "h:1")
        .containsEntry("flink.state.backend.type", "rocksdb")
        .containsEntry(JobNames.BLOCKS_PARAMETER, "4");
    assertThat(settings.get("features")).contains("site", "user");
  }

  @Test
  void noSecretShows() {
    Map<String, String> settings =
        settings(
            """
            name: clicks
            model: {bits: "${BITS}", optimizer: {type: sgd, rate: "${RATE:-0.5}"}}
            features: ["${FIELD}", user]
            label: {field: clicked}
            input: {topic: "of-${TENANT}"}
            kafka:
              bootstrap.servers: "${KAFKA}"
              sasl.jaas.config: "plain-text-password"
              sasl.mechanism: PLAIN
            flink: {state.backend.type: "${BACKEND}"}
            """,
            Map.of(
                "BITS",
                "11",
                "FIELD",
                "site",
                "TENANT",
                "tenant-7",
                "KAFKA",
                "private:1",
                "BACKEND",
                "rocksdb"));
    assertThat(settings)
        .containsEntry("model.bits", HIDDEN)
        .containsEntry("model.optimizer", HIDDEN)
        .containsEntry("features", HIDDEN)
        .containsEntry("input.topic", HIDDEN)
        .containsEntry("kafka.bootstrap.servers", HIDDEN)
        .containsEntry("kafka.sasl.jaas.config", HIDDEN)
        .containsEntry("kafka.sasl.mechanism", HIDDEN)
        .containsEntry("flink.state.backend.type", HIDDEN);
    assertThat(settings.toString())
        .doesNotContain("tenant-7", "private", "plain-text", "rocksdb", "PLAIN", "0.5", "site");
  }
}
