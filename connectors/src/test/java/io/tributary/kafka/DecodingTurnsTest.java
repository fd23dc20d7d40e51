package io.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DecodingTurnsTest {
  @Test
  void noMoreThreadsWorkAtTheSameTimeThanThereAreTurns() throws Exception {
    DecodingTurns turns = new DecodingTurns(2);
    AtomicInteger working = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<Integer>> done = new ArrayList<>();
      for (int thread = 0; thread < 6; thread++) {
        done.add(
            threads.submit(
                () ->
                    turns.take(
                        () -> {
                          int now = working.incrementAndGet();
                          most.accumulateAndGet(now, Math::max);
                          two.countDown();
                          await(two);
                          return working.getAndDecrement();
                        })));
      }
      for (Future<Integer> one : done) {
        assertThat(one.get()).isBetween(1, 2);
      }
      assertThat(most).hasValue(2);
    } finally {
      threads.shutdownNow();
    }
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

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
