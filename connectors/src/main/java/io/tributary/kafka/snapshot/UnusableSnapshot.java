package io.tributary.kafka.snapshot;

import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/**
 * What was restored when that failed. Flink does not notice a failure to restore an enumerator of a
 * job that begins: the job would run without reading anything. It notices one to start.
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
