package io.tributary.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeWaiting waiting = new FakeWaiting();
  private final long start = waiting.nanos();

  @Test
  void whatIsSoIsNotWaitedFor() {
    assertThat(waiting.until(Duration.ZERO, SECOND, () -> true)).isTrue();
    assertThat(waiting.since(start)).isZero();
  }

  @Test
  void looksAgainUntilItIsSo() {
    AtomicInteger looks = new AtomicInteger();
    assertThat(waiting.until(MINUTE, SECOND, () -> looks.incrementAndGet() == 5)).isTrue();
    assertThat(waiting.since(start)).isEqualTo(SECOND.multipliedBy(4));
  }

  @Test
  void givesUpWhenTheTimeIsOver() {
    assertThat(waiting.until(MINUTE, SECOND, () -> false)).isFalse();
    assertThat(waiting.since(start)).isEqualTo(MINUTE.plus(SECOND));
  }

  @Test
  void anInterruptEndsIt() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> waiting.until(MINUTE, SECOND, () -> false))
          .isInstanceOf(InterruptedWaitException.class)
          .hasMessage("interrupted while waiting");
      Waiting.system().pause(Duration.ofDays(1));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aPauseIsNoShorterForAPermitThatSomebodyLeft() {
    Waiting system = Waiting.system();
    long before = system.nanos();
    LockSupport.unpark(Thread.currentThread());
    system.pause(Duration.ofMillis(20));
    assertThat(system.nanos() - before).isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
  }
}
