package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TrackingTest {
  private static final String PIPELINE =
      """
      name: delays
      features: [origin]
      label: {field: delay}
      input: {topic: flights}
      """;

  private static PipelineFile file(String more) {
    return PipelineFile.of(PIPELINE + more);
  }

  @Test
  void trackingIsOffUnlessATrackerIsNamed() {
    assertThat(file("").tracking(Map.of()).isOn()).isFalse();
    assertThat(file("tracking: {interval: 3s}").tracking(Map.of()).isOn()).isFalse();
  }

  @Test
  void whatIsNotSaidIsTheModelsName() {
    TrackingConfig config =
        file("tracking: {mlflow: {uri: 'http://localhost:5000/'}}").tracking(Map.of());
    TrackingConfig.Mlflow mlflow = Objects.requireNonNull(config.mlflow());
    assertThat(mlflow.uri()).isEqualTo(URI.create("http://localhost:5000"));
    assertThat(mlflow.experiment()).isEqualTo("delays");
    assertThat(mlflow.model()).isEqualTo("delays");
    assertThat(config.comet()).isNull();
    assertThat(config.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.spoolBytes()).isEqualTo(64L << 20);
  }

  @Test
  void credentialsComeFromVariablesAndDoNotShow() {
    TrackingConfig config =
        file("tracking: {comet: {apiKey: '${KEY}', workspace: w}}")
            .tracking(Map.of("KEY", "very-secret"));
    assertThat(config.toString()).contains("apiKey=hidden").doesNotContain("very-secret");
    assertThat(Objects.requireNonNull(config.comet()).apiKey().reveal()).isEqualTo("very-secret");

    assertThatThrownBy(() -> file("tracking: {comet: {apiKey: very-secret}}").pipeline(Map.of()))
        .hasMessageContaining("tracking.comet.apiKey: credential in the file itself")
        .hasMessageNotContaining("very-secret");
    assertThatThrownBy(
            () ->
                file("tracking: {mlflow: {uri: 'http://me:very-secret@host'}}").pipeline(Map.of()))
        .hasMessageContaining("tracking.mlflow.uri: not an address without credentials")
        .hasMessageNotContaining("very-secret");
  }

  @Test
  void onlyWhoTracksNeedsTheCredentials() {
    PipelineFile file = file("tracking: {comet: {apiKey: '${KEY}'}}");
    assertThat(file.pipeline(Map.of()).name()).isEqualTo("delays");
    assertThat(file.pipeline(Map.of("KEY", "k")).variables()).isEmpty();
    assertThatThrownBy(() -> file.tracking(Map.of()))
        .hasMessageContaining("tracking.comet.apiKey: environment variable is not set");
  }

  @Test
  void mistakesAreReportedWithAllOthers() {
    assertThatThrownBy(
            () ->
                file("tracking: {mlflow: {experimnt: e}, comet: {project: p}, interval: 3}")
                    .pipeline(Map.of()))
        .hasMessageContaining("tracking.mlflow.uri: missing")
        .hasMessageContaining("tracking.mlflow.experimnt: unknown key")
        .hasMessageContaining("tracking.comet.apiKey: missing")
        .hasMessageContaining("tracking.interval");
  }

  @Test
  void theShownTextHasNoSecret() {
    String yaml =
        PIPELINE
            + """
            kafka:
              bootstrap.servers: host:9092 # ⚙ 𝔘 of ours
              sasl.jaas.config: 'Login required password="very-secret";'
              ssl.keystore.password: very-secret
              ssl.truststore.password: ${TRUST}
            time: {field: date, format: "yyyy-MM-dd"}
            tracking: {mlflow: {uri: '${URI:-http://localhost:5000}'}}
            """;
    assertThat(PipelineFile.of(yaml).shownText())
        .isEqualTo(
            PIPELINE
                + """
                kafka:
                  bootstrap.servers: host:9092 # ⚙ 𝔘 of ours
                  sasl.jaas.config: hidden
                  ssl.keystore.password: hidden
                  ssl.truststore.password: ${TRUST}
                time: {field: date, format: "yyyy-MM-dd"}
                tracking: {mlflow: {uri: hidden}}
                """);
  }
}
