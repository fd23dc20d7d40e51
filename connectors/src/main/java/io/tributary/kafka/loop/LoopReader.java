package io.tributary.kafka.loop;

import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.Ended;
import io.tributary.kafka.loop.LoopControl.Gate;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything that a replica is given: the masters' messages, and examples while the replica
 * wants them. After the last example it goes on with updates until all is merged.
 *
 * <p>An operator of Flink can't choose which input to read, and a task that has both a source and
 * another input gets no checkpoints. A source that reads both topics has neither problem. Between
 * such a source and its replica nothing is serialized.
 */
@SuppressWarnings("NullAway.Init") // Flink starts it before all else
public final class LoopReader extends DelegatingReader<InputRecord> {
  private static final CompletableFuture<Void> AVAILABLE = CompletableFuture.completedFuture(null);

  private final Gate gate;
  private final Gate end;
  private final Function<Runnable, Updates> subscribe;
  private final LoopControl.Use use;
  private Updates updates;
  private boolean examplesEnded;

  // Given to the task when there is nothing; whatever may end that completes it.
  private volatile CompletableFuture<Void> waiting = AVAILABLE;
  private @Nullable CompletableFuture<Void> watched;

  /**
   * Wraps a reader of examples.
   *
   * @param use the control of the job, which it uses until it is closed
   * @param subtask its own number, and that of its replica
   * @param subscribe subscribes to updates, and tells whom to wake
   */
  public LoopReader(
      SourceReader<InputRecord, KafkaPartitionSplit> examples,
      LoopControl.Use use,
      int subtask,
      Function<Runnable, Updates> subscribe) {
    super(examples);
    this.use = use;
    gate = use.control().gate(subtask);
    end = use.control().replicaEnd(subtask);
    this.subscribe = subscribe;
  }

  @Override
  public void start() {
    // Before the replica runs, so that it misses nothing that is said to it.
    updates = subscribe.apply(this::wake);
    super.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<InputRecord> output) throws Exception {
    InputRecord update = updates.poll();
    if (update != null) {
      output.collect(update);
      return InputStatus.MORE_AVAILABLE;
    }
    if (end.isOpen()) {
      return InputStatus.END_OF_INPUT;
    }
    return examplesEnded ? InputStatus.NOTHING_AVAILABLE : pollExamples(output);
  }

  private InputStatus pollExamples(ReaderOutput<InputRecord> output) throws Exception {
    if (!gate.isOpen()) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    InputStatus status = super.pollNext(output);
    if (status == InputStatus.END_OF_INPUT) {
      examplesEnded = true;
      output.collect(new Ended());
      return InputStatus.MORE_AVAILABLE;
    }
    return gate.isOpen() ? status : InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    if (waiting.isDone()) {
      waiting = new CompletableFuture<>();
    }
    CompletableFuture<Void> next = waiting;
    // Only now may anything be looked at: what comes later completes the new future.
    if (updates.hasNext()) {
      return AVAILABLE;
    }
    end.onceOpen(next);
    if (!examplesEnded && !gate.isOpen()) {
      gate.onceOpen(next);
    } else if (!examplesEnded) {
      watch(super.isAvailable());
    }
    return next;
  }

  private void watch(CompletableFuture<Void> examples) {
    if (examples.isDone()) {
      wake();
    } else if (examples != watched) {
      // One callback for each future of the reader, or they would pile up.
      watched = examples;
      var unused = examples.whenComplete((done, failed) -> wake());
    }
  }

  private void wake() {
    waiting.complete(null);
  }

  @Override
  public void close() throws Exception {
    try (use) {
      if (updates != null) {
        updates.close();
      }
      super.close();
    }
  }
}
