package io.tributary.kafka.loop;

import io.tributary.kafka.loop.LoopControl.Gate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/** Ends, although its topic goes on, once its gate is open. */
public final class EndingReader<T> extends DelegatingReader<T> {
  private final LoopControl.Use use;
  private final Gate end;
  private final UnaryOperator<List<KafkaPartitionSplit>> positioned;
  private @Nullable CompletableFuture<Void> delegated;
  private CompletableFuture<Void> waiting = new CompletableFuture<>();

  /**
   * Wraps a reader.
   *
   * @param use the control of the job, which it uses until it is closed
   * @param positioned says where the reader begins with splits that it is given
   */
  public EndingReader(
      SourceReader<T, KafkaPartitionSplit> reader,
      LoopControl.Use use,
      UnaryOperator<List<KafkaPartitionSplit>> positioned) {
    super(reader);
    this.use = use;
    end = use.control().updatesEnd();
    this.positioned = positioned;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    super.addSplits(positioned.apply(splits));
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    return end.isOpen() ? InputStatus.END_OF_INPUT : super.pollNext(output);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> available = super.isAvailable();
    if (available.isDone() || end.isOpen()) {
      return CompletableFuture.completedFuture(null);
    }
    if (available != delegated) {
      // One pair of callbacks for each future of the reader, or they would pile up at the gate.
      delegated = available;
      CompletableFuture<Void> next = new CompletableFuture<>();
      waiting = next;
      var unused = available.whenComplete((done, failed) -> next.complete(null));
    }
    end.onceOpen(waiting);
    return waiting;
  }

  @Override
  public void close() throws Exception {
    try (use) {
      super.close();
    }
  }
}
