package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.model.BlockLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundTimerTest {
  private static final int FULL = 16_384;
  private static final int FEW = 1;
  private static final int MANY = 256;
  private static final long MIN_DELAY = 40;
  private static final long MAX_DELAY = 100;
  private static final long DUE = 1;

  private final List<Long> wakes = new ArrayList<>();
  private long now;
  private final RoundTimer timer = timer(MAX_DELAY);
  private final RoundTimer impatient = timer(MIN_DELAY);

  private RoundTimer timer(long minDelay) {
    return new RoundTimer(
        new ReplicaConfig(
            new BlockLayout(4, 1),
            new Staleness(1),
            RoundSize.fixed(FULL),
            minDelay,
            MAX_DELAY,
            DUE,
            8,
            8),
        2,
        () -> now,
        new ReplicaOutput() {
          @Override
          public void send(ReplicaMessage message) {
            throw new AssertionError(message);
          }

          @Override
          public void wakeAt(long timeMillis) {
            wakes.add(timeMillis);
          }
        });
  }

  @Test
  void aRoundOfFewExamplesEndsEarly() {
    impatient.startRound();
    assertThat(wakes).containsExactly(40L);
    now = 40;
    impatient.tick(FEW);
    assertThat(impatient.isOver()).isTrue();
    impatient.reset();
    impatient.startRound();
    now = 79;
    impatient.tick(FEW);
    assertThat(impatient.isOver()).as("this one began at 40").isFalse();
  }

  @Test
  void aRoundOfManyExamplesMayGrow() {
    impatient.startRound();
    now = 40;
    impatient.tick(MANY);
    assertThat(impatient.isOver()).isFalse();
    assertThat(wakes).containsExactly(40L, 100L);
    now = 100;
    impatient.tick(MANY);
    assertThat(impatient.isOver()).isTrue();
  }

  @Test
  void aRoundThatIsDueDoesNotWaitForMore() {
    impatient.startRound();
    now = 40;
    impatient.tick(MANY);
    impatient.due(0);
    impatient.open(0);
    now = 41;
    impatient.tick(MANY);
    assertThat(impatient.isOver()).isTrue();
  }

  @Test
  void manyFullRoundsHaveOneTimerThatFindsTheLast() {
    for (now = 0; now < 50; now += 10) {
      timer.startRound();
      timer.reset();
    }
    timer.startRound();
    assertThat(wakes).containsExactly(100L);
    fire(100);
    assertThat(timer.isOver()).isFalse();
    assertThat(wakes).as("the open round began at 50").containsExactly(100L, 150L);
    fire(150);
    assertThat(timer.isOver()).isTrue();
    assertThat(wakes).hasSize(2);
  }

  @Test
  void withoutAnOpenRoundNobodyIsWokenAgain() {
    timer.startRound();
    timer.reset();
    fire(100);
    assertThat(wakes).containsExactly(100L);
    now = 130;
    timer.startRound();
    assertThat(wakes).containsExactly(100L, 230L);
  }

  @Test
  void aRoundThatIsDueEndsBeforeTheTimerThereIs() {
    timer.startRound();
    timer.due(3);
    timer.open(3);
    assertThat(wakes).containsExactly(100L, 1L);
    fire(1);
    assertThat(timer.isOver()).isTrue();
    timer.reset();
    timer.startRound();
    fire(100);
    assertThat(timer.isOver()).as("this one began at 1").isFalse();
    fire(101);
    assertThat(timer.isOver()).isTrue();
  }

  @Test
  void aTimerThatWasLostIsMissedNoLongerThanItsRound() {
    timer.startRound();
    timer.reset();
    now = 100;
    timer.startRound();
    assertThat(wakes).containsExactly(100L, 200L);
  }

  private void fire(long time) {
    now = time;
    assertThat(wakes).contains(time);
    timer.tick(FEW);
  }
}
