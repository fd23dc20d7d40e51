package io.tributary.kafka;

import io.tributary.kafka.LoopControl.Gate;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;

/** Gives nothing while its gate is closed, so that its replica needs to hold little. */
final class GatedReader<T> extends DelegatingReader<T> {
  private final Gate gate;

  GatedReader(SourceReader<T, KafkaPartitionSplit> reader, Gate gate) {
    super(reader);
    this.gate = gate;
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    return gate.isOpen() ? super.pollNext(output) : InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> opened = gate.opened();
    return opened.isDone() ? super.isAvailable() : opened;
  }
}
