package io.tributary.kafka.source;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.jspecify.annotations.Nullable;

/**
 * The enumerator of a bounded source that goes on from a checkpoint. KafkaSource's own enumerator
 * tells readers that no more splits will come only after it has found a new partition
 * (FLINK-31006). So readers would read to the end and then wait for ever.
 */
final class RestoredEnumerator
    implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator;
  private final DiscoveryContext context;

  /**
   * Wraps an enumerator.
   *
   * @param context the context it was made with
   */
  RestoredEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator,
      DiscoveryContext context) {
    this.enumerator = enumerator;
    this.context = context;
  }

  @Override
  public void start() {
    enumerator.start();
  }

  @Override
  public void handleSplitRequest(int subtask, @Nullable String host) {
    enumerator.handleSplitRequest(subtask, host);
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
    enumerator.addSplitsBack(splits, subtask);
  }

  @Override
  public void addReader(int subtask) {
    context.forget(subtask);
    enumerator.addReader(subtask);
    context.signalIfDiscovered(subtask);
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpointId) throws Exception {
    return enumerator.snapshotState(checkpointId);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    enumerator.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    enumerator.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    enumerator.handleSourceEvent(subtask, event);
  }

  @Override
  public void close() throws IOException {
    enumerator.close();
  }
}
