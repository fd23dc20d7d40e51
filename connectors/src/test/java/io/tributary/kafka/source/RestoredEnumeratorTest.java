package io.tributary.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.junit.jupiter.api.Test;

class RestoredEnumeratorTest {
  private final Coordinator coordinator = new Coordinator();
  private final DiscoveryContext discovery = new DiscoveryContext(coordinator);

  /** Flink's side: calls wait until the test runs them. */
  private static final class Coordinator implements SplitEnumeratorContext<KafkaPartitionSplit> {
    private final Deque<Runnable> calls = new ArrayDeque<>();
    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private final List<String> events = new ArrayList<>();

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
      calls.add(() -> handler.accept(null, null));
    }

    @Override
    public <T> void callAsync(
        Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
      throw new AssertionError("a bounded source discovers once");
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return readers;
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
      events.add("end " + subtask);
    }

    @Override
    public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {}

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      throw new AssertionError();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {}

    @Override
    public int currentParallelism() {
      return 2;
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
      runnable.run();
    }
  }

  /** KafkaSource's side: one call to discover, and one more when it finds something. */
  private static final class Discovering
      implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
    private final SplitEnumeratorContext<KafkaPartitionSplit> context;
    private final List<String> events;
    private final boolean findsPartitions;

    Discovering(
        SplitEnumeratorContext<KafkaPartitionSplit> context,
        List<String> events,
        boolean findsPartitions) {
      this.context = context;
      this.events = events;
      this.findsPartitions = findsPartitions;
    }

    @Override
    public void start() {
      context.callAsync(
          () -> 0,
          (found, failure) -> {
            if (findsPartitions) {
              context.callAsync(() -> 0, (splits, failed) -> assign());
            }
          });
    }

    private void assign() {
      events.add("assign");
      context.registeredReaders().keySet().forEach(context::signalNoMoreSplits);
    }

    @Override
    public void addReader(int subtask) {
      events.add("reader " + subtask);
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {}

    @Override
    public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {}

    @Override
    public KafkaSourceEnumState snapshotState(long checkpointId) {
      throw new AssertionError();
    }

    @Override
    public void close() {}
  }

  private RestoredEnumerator start(boolean findsPartitions) {
    RestoredEnumerator enumerator =
        new RestoredEnumerator(
            new Discovering(discovery, coordinator.events, findsPartitions), discovery);
    enumerator.start();
    return enumerator;
  }

  private void register(RestoredEnumerator enumerator, int subtask) {
    coordinator.readers.put(subtask, new ReaderInfo(subtask, "host"));
    enumerator.addReader(subtask);
  }

  @Test
  void readersAreToldOnceWhenNothingNewIsFound() {
    RestoredEnumerator enumerator = start(false);
    register(enumerator, 0);
    assertThat(coordinator.events).containsExactly("reader 0");
    coordinator.calls.removeFirst().run();
    assertThat(coordinator.events).containsExactly("reader 0", "end 0");
    register(enumerator, 1);
    assertThat(coordinator.events).containsExactly("reader 0", "end 0", "reader 1", "end 1");
  }

  @Test
  void readersAreToldAfterNewPartitionsAreAssigned() {
    RestoredEnumerator enumerator = start(true);
    register(enumerator, 0);
    coordinator.calls.removeFirst().run();
    assertThat(coordinator.events).containsExactly("reader 0");
    coordinator.calls.removeFirst().run();
    assertThat(coordinator.events).containsExactly("reader 0", "assign", "end 0");
  }

  @Test
  void aReaderThatStartsAgainIsToldAgain() {
    RestoredEnumerator enumerator = start(false);
    coordinator.calls.removeFirst().run();
    register(enumerator, 0);
    register(enumerator, 0);
    assertThat(coordinator.events).containsExactly("reader 0", "end 0", "reader 0", "end 0");
  }
}
