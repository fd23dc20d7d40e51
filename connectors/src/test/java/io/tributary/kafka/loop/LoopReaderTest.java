package io.tributary.kafka.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.RejectReason;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.Ended;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.kafka.decoding.InputRecord.Rejected;
import io.tributary.kafka.loop.LoopControl.Gate;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.rejected.RejectedRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopReaderTest {
  private final FakeReader<InputRecord> examples = new FakeReader<>();
  private final FakeUpdates updates = new FakeUpdates();
  private final CollectedOutput<InputRecord> output = new CollectedOutput<>();
  private final LoopControl.Use use = LoopControl.use(UUID.randomUUID().toString());
  private final Gate gate = use.control().gate(0);
  private final Gate end = use.control().replicaEnd(0);
  private final LoopReader reader =
      new LoopReader(
          examples,
          use,
          0,
          wake -> {
            updates.wake = wake;
            return updates;
          });

  /** Updates that a test gives. */
  private static final class FakeUpdates implements Updates {
    private final Deque<InputRecord> messages = new ArrayDeque<>();
    private Runnable wake = () -> {};
    private boolean broken;
    private boolean closed;

    void add(BlockMessage message) {
      messages.addLast(new MasterMessage(message, 0, 0));
      wake.run();
    }

    @Override
    public @Nullable InputRecord poll() throws IOException {
      if (broken) {
        throw new IOException("broken");
      }
      return messages.pollFirst();
    }

    @Override
    public boolean hasNext() {
      return broken || !messages.isEmpty();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @BeforeEach
  void start() {
    reader.start();
  }

  private static InputRecord record(int number) {
    return new Rejected(
        new RejectedRecord("t", 0, number, 0, RejectReason.EMPTY, "", null, new byte[0]));
  }

  private static BlockMessage message(long round) {
    return new RoundDue(0, 1, round);
  }

  private void addExamples(int from, int to) {
    for (int i = from; i < to; i++) {
      examples.add(record(i));
    }
  }

  @Test
  void updatesComeBeforeExamples() throws Exception {
    addExamples(0, 2);
    updates.add(message(0));
    updates.add(message(1));
    while (reader.pollNext(output) == InputStatus.MORE_AVAILABLE) {
      assertThat(output.values()).isNotEmpty();
    }
    assertThat(output.values())
        .containsExactly(
            new MasterMessage(message(0), 0, 0),
            new MasterMessage(message(1), 0, 0),
            record(0),
            record(1));
  }

  @Test
  void aBacklogOfExamplesKeepsNoUpdateWaiting() throws Exception {
    addExamples(0, 1000);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
    int aTurn = output.values().size();
    assertThat(aTurn).isBetween(1, 100);
    updates.add(message(0));
    reader.pollNext(output);
    assertThat(output.values()).hasSize(aTurn + 1).endsWith(new MasterMessage(message(0), 0, 0));
  }

  @Test
  void examplesWaitAtTheGateAndUpdatesDoNot() throws Exception {
    addExamples(0, 3);
    gate.set(false);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    CompletableFuture<Void> waiting = reader.isAvailable();
    assertThat(waiting).isNotDone();
    updates.add(message(0));
    assertThat(waiting).isCompleted();
    assertThat(reader.isAvailable()).isCompleted();
    reader.pollNext(output);
    assertThat(output.values()).containsExactly(new MasterMessage(message(0), 0, 0));

    CompletableFuture<Void> next = reader.isAvailable();
    assertThat(next).isNotDone();
    gate.set(true);
    assertThat(next).isCompleted();
    for (int i = 0; i < 3; i++) {
      reader.pollNext(output);
    }
    assertThat(output.values()).hasSize(4);
  }

  @Test
  void aGateThatClosesInATurnIsHeeded() throws Exception {
    addExamples(0, 10);
    // What a replica does that has ended a round.
    CollectedOutput<InputRecord> replica =
        new CollectedOutput<>(value -> gate.set(!value.equals(record(2))));
    assertThat(reader.pollNext(replica)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(reader.pollNext(replica)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(reader.pollNext(replica)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(replica.values()).containsExactly(record(0), record(1), record(2));
    assertThat(reader.isAvailable()).isNotDone();
  }

  @Test
  void whateverComesFirstWakesTheTask() throws Exception {
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    List<Runnable> events =
        List.of(() -> updates.add(message(0)), () -> addExamples(0, 1), () -> end.set(true));
    for (Runnable event : events) {
      CompletableFuture<Void> waiting = reader.isAvailable();
      assertThat(waiting).isNotDone();
      event.run();
      assertThat(waiting).isCompleted();
      reader.pollNext(output);
    }
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
  }

  @Test
  void afterTheExamplesItGoesOnWithUpdatesUntilAllIsMerged() throws Exception {
    addExamples(0, 1);
    examples.end();
    while (reader.pollNext(output) == InputStatus.MORE_AVAILABLE) {
      assertThat(output.values()).isNotEmpty();
    }
    assertThat(output.values()).containsExactly(record(0), new Ended());
    CompletableFuture<Void> waiting = reader.isAvailable();
    assertThat(waiting).isNotDone();
    updates.add(message(0));
    assertThat(waiting).isCompleted();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(output.values())
        .containsExactly(record(0), new Ended(), new MasterMessage(message(0), 0, 0));
    end.set(true);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
  }

  @Test
  void waitingLongLeavesNothingBehind() {
    CompletableFuture<Void> waiting = reader.isAvailable();
    List<CompletableFuture<Void>> more = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      more.add(reader.isAvailable());
    }
    assertThat(more).allMatch(one -> one == waiting);
    assertThat(examples.isAvailable().getNumberOfDependents()).isEqualTo(1);
    assertThat(waiting.getNumberOfDependents()).isZero();
  }

  @Test
  void anotherThreadWakesTheTask() throws Exception {
    gate.set(false);
    CountDownLatch woken = new CountDownLatch(1);
    var unused = reader.isAvailable().thenRun(woken::countDown);
    Thread feed = new Thread(() -> updates.add(message(0)));
    feed.start();
    assertThat(woken.await(5, TimeUnit.MINUTES)).isTrue();
    feed.join();
  }

  @Test
  void updatesThatCanNotBeReadFailTheTask() {
    CompletableFuture<Void> waiting = reader.isAvailable();
    updates.broken = true;
    updates.wake.run();
    assertThat(waiting).isCompleted();
    assertThatThrownBy(() -> reader.pollNext(output)).hasMessage("broken");
  }

  @Test
  void closingEndsTheSubscription() throws Exception {
    reader.close();
    assertThat(updates.closed).isTrue();
  }
}
