package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SecretsInErrorsTest {
  @Test
  void secretsNeverShow() {
    PipelineFile file =
        PipelineFile.of(
            PipelineFileTest.LEAST
                + """
                kafak: {ssl.key.password: hunter2}
                ssl.key.password: hunter2
                training: {replicas: "${SECRET}", ssl.key.password: hunter2}
                kafka:
                  bootstrap.servers: hunter2
                  ssl.keystore: {password: hunter2}
                  value.serializer: hunter2
                """);
    PipelineException e =
        catchThrowableOfType(
            PipelineException.class, () -> file.pipeline(Map.of("SECRET", "hunter2")));
    assertThat(e.errors()).hasSize(7);
    assertThat(e.getMessage())
        .doesNotContain("hunter2")
        .contains("training.replicas: not a positive whole number: value=${SECRET}");
  }
}
