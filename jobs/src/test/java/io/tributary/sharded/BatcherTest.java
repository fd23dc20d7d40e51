package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockLayout;
import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.ShardMessage.Part;
import io.tributary.sharded.ShardMessage.Register;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatcherTest {
  private static final long SESSION = 77;
  private static final BlockLayout LAYOUT = new BlockLayout(4, 2);

  private final List<ShardMessage> sent = new ArrayList<>();
  private final List<Labels> labels = new ArrayList<>();
  private final List<Long> wakeUps = new ArrayList<>();
  private long now = 1000;

  private final BatcherOutput out =
      new BatcherOutput() {
        @Override
        public void toShard(ShardMessage message) {
          sent.add(message);
        }

        @Override
        public void toCombiner(Labels message) {
          labels.add(message);
        }

        @Override
        public void wakeAt(long timeMillis) {
          wakeUps.add(timeMillis);
        }
      };

  private Batcher batcher(int examples, long maxDelay, int inFlight) {
    ShardedConfig config =
        new ShardedConfig(LAYOUT, BatchSize.fixed(examples), maxDelay, inFlight, 0);
    return new Batcher(0, 2, SESSION, config, () -> now, out);
  }

  private static Example example(int... coordinates) {
    FeatureVector features = new FeatureVector();
    for (int coordinate : coordinates) {
      features.add(coordinate, 1);
    }
    return new Example(0, 5, 6, 1, 1, features);
  }

  private static Errors.Header errors(int source, long round, long session) {
    return new Errors.Header(0, source, round, session, false);
  }

  @Test
  void aFullBatchGoesToAllBlocksInParts() {
    Batcher batcher = batcher(2, 0, 0);
    batcher.start();
    assertThat(sent).hasSize(2).allMatch(message -> message instanceof Register);
    sent.clear();
    batcher.onExample(example(9, 1, 9));
    batcher.onExample(example(12, 8));
    assertThat(sent).hasSize(2);
    Part first = (Part) sent.get(0);
    assertThat(first.members()).containsExactly(0);
    assertThat(first.offsets()).containsExactly(1);
    assertThat(first.totals()).containsExactly(3);
    assertThat(first.examples()).isEqualTo(2);
    Part second = (Part) sent.get(1);
    assertThat(second.offsets()).containsExactly(0, 1, 4);
    assertThat(second.members()).containsExactly(0, 1);
    assertThat(second.counts()).containsExactly(2, 2);
    assertThat(second.positions()).containsExactly(1, 1, 2, 0);
    assertThat(second.values()).isEmpty();
    assertThat(labels).singleElement().extracting(Labels::round).isEqualTo(0L);
  }

  @Test
  void unansweredBatchesAreBoundedAndOnlyOwnErrorsAnswer() {
    Batcher batcher = batcher(1, 0, 1);
    batcher.start();
    for (int i = 0; i < 4; i++) {
      batcher.onExample(example(i));
    }
    assertThat(labels).hasSize(2);
    assertThat(batcher.wantsExamples()).isFalse();
    batcher.onErrors(errors(0, 0, SESSION + 1));
    batcher.onErrors(errors(1, 0, SESSION));
    assertThat(labels).hasSize(2);
    assertThat(batcher.ignored()).isEqualTo(1);
    batcher.onErrors(errors(0, 0, SESSION));
    batcher.onErrors(errors(0, 0, SESSION));
    assertThat(labels).hasSize(3);
    batcher.onErrors(errors(0, 2, SESSION));
    assertThat(labels).hasSize(4);
    assertThat(batcher.unanswered()).isEqualTo(1);
  }

  @Test
  void tellsHowLongAnAnswerTakesAndHowManyExamplesWaitForOne() {
    Batcher batcher = batcher(2, 0, 1);
    batcher.start();
    assertThat(batcher.roundTripMillis()).isEqualTo(-1);
    for (int i = 0; i < 5; i++) {
      now = 1000L + i;
      batcher.onExample(example(i));
    }
    assertThat(batcher.sentExamples()).isEqualTo(4);
    assertThat(batcher.heldExamples()).isEqualTo(1);
    now = 1011;
    batcher.onErrors(errors(0, 0, SESSION));
    assertThat(batcher.sentExamples()).isEqualTo(2);
    assertThat(batcher.roundTripMillis()).as("sent at 1001").isEqualTo(10);
    now = 1033;
    batcher.onErrors(errors(0, 1, SESSION));
    assertThat(batcher.sentExamples()).isZero();
    assertThat(batcher.roundTripMillis()).as("sent at 1003").isEqualTo(30);
    batcher.onErrors(errors(0, 1, SESSION));
    assertThat(batcher.roundTripMillis()).as("an answer that is repeated").isEqualTo(30);
  }

  @Test
  void aBatchWithFewExamplesEndsByTime() {
    Batcher batcher = batcher(10, 20, 0);
    batcher.start();
    batcher.onExample(example(1));
    assertThat(wakeUps).containsExactly(1020L);
    now = 1019;
    batcher.onTimer();
    assertThat(labels).isEmpty();
    now = 1020;
    batcher.onTimer();
    assertThat(labels).hasSize(1);
  }

  @Test
  void anIdleSourceSendsAnEmptyBatchWhenAnotherHasGotAhead() {
    Batcher batcher = batcher(10, 20, 1);
    batcher.start();
    batcher.onErrors(errors(1, 2, 5));
    assertThat(labels).as("nobody can be so far ahead").isEmpty();
    batcher.onErrors(errors(1, 1, 5));
    assertThat(labels).extracting(one -> one.labels().length).containsExactly(0, 0);
  }

  @Test
  void whereCountClosesBatchesNoneIsDue() {
    Batcher batcher = batcher(10, 0, 1);
    batcher.start();
    batcher.onErrors(errors(1, 0, 5));
    assertThat(labels).isEmpty();
  }

  @Test
  void theLastBatchIsNeverAFullOne() {
    Batcher batcher = batcher(2, 0, 5);
    batcher.start();
    batcher.onExample(example(1));
    batcher.onExample(example(1));
    batcher.endInput();
    assertThat(labels).extracting(Labels::last).containsExactly(false, true);
    assertThat(batcher.ended()).isFalse();
    batcher.onErrors(errors(0, 1, SESSION));
    assertThat(batcher.ended()).isTrue();
  }

  @Test
  void aBatchIsAShareOfWhatIsLearned() {
    BatchSize size = new BatchSize(1, 64, .01);
    assertThat(size.full(0)).isEqualTo(1);
    assertThat(size.full(1000)).isEqualTo(10);
    assertThat(size.full(1L << 40)).isEqualTo(64);
  }
}
