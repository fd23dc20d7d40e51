package io.tributary.kafka.snapshot;

import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a snapshot that could not be restored. Flink does not notice when an enumerator of a
 * new job fails to be restored: the job would run without reading anything. Flink does notice when
 * an enumerator fails to start, so this one fails then.
 */
public final class UnusableSnapshot extends KafkaSourceEnumState {
  private final Exception failure;

  public UnusableSnapshot(Exception failure) {
    super(Set.of(), false);
    this.failure = failure;
  }

  /** Returns an enumerator that ends the job for good when it is started. */
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator() {
    return new Refusing(failure);
  }

  private record Refusing(Exception failure)
      implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
    @Override
    public void start() {
      throw new SuppressRestartsException(failure);
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {}

    @Override
    public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {}

    @Override
    public void addReader(int subtask) {}

    @Override
    public KafkaSourceEnumState snapshotState(long checkpointId) {
      throw new SuppressRestartsException(failure);
    }

    @Override
    public void close() {}
  }
}
