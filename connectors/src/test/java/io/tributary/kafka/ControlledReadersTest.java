package io.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.kafka.LoopControl.Gate;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class ControlledReadersTest {
  private final FakeReader inner = new FakeReader();
  private final Output output = new Output();
  private final LoopControl control = LoopControl.of(UUID.randomUUID().toString());

  /** Collects what a reader gives. */
  private static final class Output implements ReaderOutput<String> {
    private final List<String> values = new ArrayList<>();

    @Override
    public void collect(String value) {
      values.add(value);
    }

    @Override
    public void collect(String value, long timestamp) {
      values.add(value);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<String> createOutputForSplit(String splitId) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
  }

  @Test
  void aGatedReaderGivesNothingWhileItsGateIsClosed() throws Exception {
    Gate gate = control.gate(0);
    GatedReader<String> reader = new GatedReader<>(inner, gate);
    inner.add("a");
    inner.add("b");
    inner.add("c");
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
    gate.set(false);
    for (int i = 0; i < 3; i++) {
      assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
      assertThat(reader.isAvailable()).isNotDone();
    }
    assertThat(output.values).containsExactly("a");

    CompletableFuture<Void> available = reader.isAvailable();
    gate.set(true);
    assertThat(available).isCompleted();
    assertThat(reader.isAvailable()).isCompleted();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(output.values).containsExactly("a", "b", "c");
    assertThat(reader.isAvailable()).as("open, but nothing there").isNotDone();
  }

  @Test
  void aGateOfOneSubtaskIsNobodyElses() {
    control.gate(0).set(false);
    assertThat(control.gate(1).isOpen()).isTrue();
    assertThat(LoopControl.of(UUID.randomUUID().toString()).gate(0).isOpen()).isTrue();
  }

  @Test
  void aGateThatClosesAndOpensWakesWhoeverWaited() {
    Gate gate = control.gate(0);
    gate.set(false);
    CompletableFuture<Void> first = gate.opened();
    gate.set(false);
    assertThat(gate.opened()).as("closing it again changes nothing").isSameAs(first);
    gate.set(true);
    gate.set(false);
    assertThat(first).isCompleted();
    assertThat(gate.opened()).isNotDone();
  }

  private EndingReader<String> endingReader() {
    return new EndingReader<>(inner, control.end(), UnaryOperator.identity());
  }

  @Test
  void anEndingReaderEndsOnceItsGateIsOpen() throws Exception {
    EndingReader<String> reader = endingReader();
    inner.add("a");
    assertThat(reader.isAvailable()).isCompleted();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    CompletableFuture<Void> waiting = reader.isAvailable();
    assertThat(waiting).isNotDone();
    control.end().set(true);
    assertThat(waiting).as("woken to see the end").isCompleted();
    assertThat(reader.isAvailable()).isCompleted();
    inner.add("late");
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
    assertThat(output.values).containsExactly("a");
  }

  @Test
  void anEndingReaderWakesForItsTopicToo() throws Exception {
    EndingReader<String> reader = endingReader();
    CompletableFuture<Void> waiting = reader.isAvailable();
    assertThat(waiting).isNotDone();
    inner.add("a");
    assertThat(waiting).isCompleted();
    reader.pollNext(output);
    CompletableFuture<Void> next = reader.isAvailable();
    assertThat(next).as("a new wait for a new value").isNotDone();
    inner.add("b");
    assertThat(next).isCompleted();
  }

  @Test
  void waitingLongLeavesNothingBehind() {
    EndingReader<String> ending = endingReader();
    GatedReader<String> gated = new GatedReader<>(inner, control.gate(0));
    control.gate(0).set(false);
    CompletableFuture<Void> atGate = gated.isAvailable();
    CompletableFuture<Void> waiting = ending.isAvailable();
    for (int i = 0; i < 1000; i++) {
      assertThat(ending.isAvailable()).isSameAs(waiting);
      assertThat(gated.isAvailable()).isSameAs(atGate);
    }
    assertThat(inner.isAvailable().getNumberOfDependents()).isEqualTo(1);
    assertThat(waiting.getNumberOfDependents()).isZero();
    assertThat(atGate.getNumberOfDependents()).isZero();
  }

  @Test
  void aThreadThatWaitsAtTheGateIsWokenByAnother() throws Exception {
    Gate gate = control.gate(0);
    gate.set(false);
    GatedReader<String> reader = new GatedReader<>(inner, gate);
    inner.add("a");
    CountDownLatch woken = new CountDownLatch(1);
    var unused = reader.isAvailable().thenRun(woken::countDown);
    Thread replica = new Thread(() -> gate.set(true));
    replica.start();
    assertThat(woken.await(30, TimeUnit.SECONDS)).isTrue();
    replica.join();
    reader.pollNext(output);
    assertThat(output.values).containsExactly("a");
  }

  @Test
  void everythingElseIsLeftToWhatIsWithin() {
    // A method with a default body would be silently swallowed, also one that a newer Flink adds.
    assertOverridesAll(DelegatingReader.class, SourceReader.class);
    assertOverridesAll(RestoredEnumerator.class, SplitEnumerator.class);
    assertOverridesAll(DiscoveryContext.class, SplitEnumeratorContext.class);
  }

  private static void assertOverridesAll(Class<?> type, Class<?> delegated) {
    List<String> own = Arrays.stream(type.getDeclaredMethods()).map(Method::getName).toList();
    assertThat(delegated.getMethods())
        .filteredOn(method -> !Modifier.isStatic(method.getModifiers()))
        .extracting(Method::getName)
        .isSubsetOf(own);
  }

  @Test
  void sourcesTravelWithTheJob() throws Exception {
    KafkaSource<byte[]> source =
        KafkaSource.<byte[]>builder()
            .setBootstrapServers("localhost:1")
            .setGroupId("g")
            .setTopics("t")
            .setBounded(OffsetsInitializer.latest())
            .setDeserializer(new UpdateBytes())
            .build();
    for (ControlledSource<byte[]> controlled :
        List.of(
            ControlledSource.gated(source, "job"),
            ControlledSource.ending(source, KafkaSettings.of("localhost:1"), "job"))) {
      ControlledSource<byte[]> travelled = InstantiationUtil.clone(controlled);
      assertThat(travelled.getBoundedness()).isEqualTo(Boundedness.BOUNDED);
      assertThat(travelled.getProducedType()).isEqualTo(source.getProducedType());
    }
  }
}
