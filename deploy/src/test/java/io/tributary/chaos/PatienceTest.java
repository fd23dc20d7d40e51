package io.tributary.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.waiting.FakeWaiting;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final FakeWaiting waiting = new FakeWaiting();
  private final AtomicInteger beats = new AtomicInteger();
  private final Patience patience = new Patience(waiting, beats::incrementAndGet);
  private final long start = waiting.nanos();

  @Test
  void whatDoesNotComeTrueIsSaid() {
    assertThatThrownBy(() -> patience.await("rain", Duration.ofMinutes(2), () -> false))
        .isInstanceOf(ChaosException.class)
        .hasMessage("waited in vain: for=rain seconds=120");
    assertThat(waiting.since(start)).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void theHeartBeatsWhileItRests() {
    patience.rest(Duration.ofSeconds(1));
    assertThat(beats).hasValueGreaterThan(40);
  }

  @Test
  void theHeartEndsIt() {
    Patience ended =
        new Patience(
            waiting,
            () -> {
              throw new ChaosException("ended");
            });
    assertThatThrownBy(() -> ended.rest(Duration.ofDays(1))).hasMessage("ended");
    assertThat(waiting.since(start)).isZero();
  }
}
