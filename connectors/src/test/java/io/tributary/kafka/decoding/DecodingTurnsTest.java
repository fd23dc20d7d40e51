package io.tributary.kafka.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DecodingTurnsTest {
  @Test
  void whoeverComesWhileAllTurnsAreTakenWaits() throws Exception {
    DecodingTurns turns = new DecodingTurns(2);
    AtomicInteger finished = new AtomicInteger();
    Thread third = new Thread(() -> turns.take(finished::incrementAndGet));

    int meanwhile =
        turns.take(
            () ->
                turns.take(
                    () -> {
                      third.start();
                      waitsOrEnds(third);
                      return finished.get();
                    }));

    assertThat(meanwhile).isZero();
    third.join();
    assertThat(finished).hasValue(1);
  }

  @Test
  void whoeverHasATurnGivesWayToOtherWork() throws Exception {
    AtomicInteger priority = new AtomicInteger();
    Thread thread =
        new Thread(
            () ->
                priority.set(
                    new DecodingTurns(1).take(() -> Thread.currentThread().getPriority())));
    thread.start();
    thread.join();
    assertThat(priority).hasValue(Thread.MIN_PRIORITY);
  }

  @Test
  void aFailureGivesTheTurnBack() {
    DecodingTurns turns = new DecodingTurns(1);
    assertThatThrownBy(
            () ->
                turns.take(
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(turns.<String>take(() -> "next")).isEqualTo("next");
  }

  @Test
  void anInterruptedThreadHasItsTurnAndStaysInterrupted() {
    DecodingTurns turns = new DecodingTurns(1);
    Thread.currentThread().interrupt();
    assertThat(turns.<String>take(() -> "decoded")).isEqualTo("decoded");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** Returns when a thread waits for something, or has finished. */
  static void waitsOrEnds(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }
}
