package io.tributary.kafka.source;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/**
 * Notices when a bounded source has discovered its partitions, and then tells every reader, once,
 * that no more splits will come. The discovery is over when none of its calls is under way. A
 * reader must not be told twice: it might have finished in between, and that would fail the job.
 *
 * <p>Used by the coordinator's thread only.
 */
final class DiscoveryContext implements SplitEnumeratorContext<KafkaPartitionSplit> {
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final Set<Integer> told = new HashSet<>();
  private int underWay;
  private boolean discovered;

  DiscoveryContext(SplitEnumeratorContext<KafkaPartitionSplit> context) {
    this.context = context;
  }

  @Override
  public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
    underWay++;
    context.callAsync(
        callable,
        (result, failure) -> {
          handler.accept(result, failure);
          underWay--;
          if (underWay == 0) {
            discovered = true;
            List.copyOf(registeredReaders().keySet()).forEach(this::signalNoMoreSplits);
          }
        });
  }

  @Override
  public <T> void callAsync(
      Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
    context.callAsync(callable, handler, initialDelay, period);
  }

  @Override
  public void signalNoMoreSplits(int subtask) {
    if (told.add(subtask)) {
      context.signalNoMoreSplits(subtask);
    }
  }

  void signalIfDiscovered(int subtask) {
    if (discovered) {
      signalNoMoreSplits(subtask);
    }
  }

  /** Takes note of a reader that has just started and was told nothing. */
  void forget(int subtask) {
    told.remove(subtask);
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    return context.metricGroup();
  }

  @Override
  public void sendEventToSourceReader(int subtask, SourceEvent event) {
    context.sendEventToSourceReader(subtask, event);
  }

  @Override
  public void sendEventToSourceReader(int subtask, int attempt, SourceEvent event) {
    context.sendEventToSourceReader(subtask, attempt, event);
  }

  @Override
  public int currentParallelism() {
    return context.currentParallelism();
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return context.registeredReaders();
  }

  @Override
  public Map<Integer, Map<Integer, ReaderInfo>> registeredReadersOfAttempts() {
    return context.registeredReadersOfAttempts();
  }

  @Override
  public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
    context.assignSplits(assignment);
  }

  @Override
  public void assignSplit(KafkaPartitionSplit split, int subtask) {
    context.assignSplit(split, subtask);
  }

  @Override
  public void runInCoordinatorThread(Runnable runnable) {
    context.runInCoordinatorThread(runnable);
  }

  @Override
  public void setIsProcessingBacklog(boolean isProcessingBacklog) {
    context.setIsProcessingBacklog(isProcessingBacklog);
  }
}
