package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NeedsTest {
  @Test
  void whatIsMissingSkipsATestAndFailsItInContinuousIntegration() {
    assertThatCode(() -> Needs.that("sh", true, true)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Needs.that("nothing", false, false))
        .isNotInstanceOf(AssertionError.class)
        .hasMessageContaining("needs=nothing");
    assertThatThrownBy(() -> Needs.that("nothing", false, true))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("needs=nothing");
  }

  @Test
  void aProgramIsThereWhenItsCommandSucceeds() {
    assertThat(Needs.succeeds(List.of("sh", "-c", "exit 0"))).isTrue();
    assertThat(Needs.succeeds(List.of("sh", "-c", "exit 1"))).isFalse();
    assertThat(Needs.succeeds(List.of("no-such-program"))).isFalse();
  }
}
