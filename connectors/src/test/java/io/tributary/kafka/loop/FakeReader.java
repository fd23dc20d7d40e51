package io.tributary.kafka.loop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * A reader of values that a test gives it.
 *
 * @param <T> type of the values
 */
public final class FakeReader<T> implements SourceReader<T, KafkaPartitionSplit> {
  private final Deque<T> values = new ArrayDeque<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private boolean ended;

  /** Gives it a value, as a fetcher thread does. */
  public void add(T value) {
    values.addLast(value);
    available.complete(null);
  }

  /** Says that no value will follow. */
  public void end() {
    ended = true;
    available.complete(null);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) {
    T value = values.pollFirst();
    if (value != null) {
      output.collect(value);
    }
    if (values.isEmpty() && ended) {
      return InputStatus.END_OF_INPUT;
    }
    if (values.isEmpty()) {
      available = new CompletableFuture<>();
      return InputStatus.NOTHING_AVAILABLE;
    }
    return InputStatus.MORE_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public void start() {}

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    return List.of();
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {}

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() {}
}
