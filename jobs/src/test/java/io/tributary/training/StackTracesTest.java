package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StackTracesTest {
  @Test
  void theInnermostCauseIsTheOneToTell() {
    assertThat(
            StackTraces.rootCause(
                """
                java.util.concurrent.CompletionException: all went wrong
                \tat a.B.c(B.java:1)
                Caused by: org.apache.flink.util.FlinkException: could not
                \t... 3 more
                Caused by: java.io.FileNotFoundException: Cannot find a/b.c
                \tat a.B.c(B.java:2)
                """))
        .isEqualTo("FileNotFoundException: Cannot find a/b.c");
  }

  @Test
  void otherTextsStayShort() {
    assertThat(StackTraces.rootCause("Job not found\nat all")).isEqualTo("Job not found");
    assertThat(StackTraces.rootCause(" ")).isEqualTo("unknown");
    assertThat(StackTraces.rootCause("x".repeat(1000))).hasSize(303).endsWith("...");
  }
}
