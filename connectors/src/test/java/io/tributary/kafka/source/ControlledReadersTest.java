package io.tributary.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.loop.CollectedOutput;
import io.tributary.kafka.loop.DelegatingReader;
import io.tributary.kafka.loop.EndingReader;
import io.tributary.kafka.loop.FakeReader;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.kafka.loop.LoopControl.Gate;
import io.tributary.kafka.loop.LoopReader;
import io.tributary.kafka.loop.UpdateBytes;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlledReadersTest {
  private final FakeReader<String> inner = new FakeReader<>();
  private final CollectedOutput<String> output = new CollectedOutput<>();
  private final String job = UUID.randomUUID().toString();
  private final LoopControl.Use use = LoopControl.use(job);
  private final LoopControl control = use.control();

  @AfterEach
  void leave() {
    use.close();
  }

  @Test
  void aJobIsForgottenWithTheLastOfItsTasks() throws Exception {
    LoopReader reader =
        new LoopReader(
            new FakeReader<>(),
            LoopControl.use(job),
            0,
            wake -> {
              throw new AssertionError("not started");
            });
    EndingReader<String> ending = endingReader();
    use.close();
    use.close();
    assertThat(LoopControl.isInUse(job)).as("a failed task closed it twice").isTrue();
    reader.close();
    // The next incarnation comes while a task of the failed one is still at it.
    LoopControl.Use next = LoopControl.use(job);
    assertThat(next.control()).isSameAs(control);
    ending.close();
    assertThat(LoopControl.isInUse(job)).isTrue();
    next.close();
    assertThat(LoopControl.isInUse(job)).isFalse();
  }

  @Test
  void aGateOfOneSubtaskIsNobodyElses() {
    control.gate(0).set(false);
    assertThat(control.gate(1).isOpen()).isTrue();
    try (LoopControl.Use other = LoopControl.use(UUID.randomUUID().toString())) {
      assertThat(other.control().gate(0).isOpen()).isTrue();
    }
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
    return new EndingReader<>(inner, LoopControl.use(job), UnaryOperator.identity());
  }

  @Test
  void anEndingReaderEndsOnceItsGateIsOpen() throws Exception {
    EndingReader<String> reader = endingReader();
    inner.add("a");
    assertThat(reader.isAvailable()).isCompleted();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    CompletableFuture<Void> waiting = reader.isAvailable();
    assertThat(waiting).isNotDone();
    control.updatesEnd().set(true);
    assertThat(waiting).as("woken to see the end").isCompleted();
    assertThat(reader.isAvailable()).isCompleted();
    inner.add("late");
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
    assertThat(output.values()).containsExactly("a");
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
    CompletableFuture<Void> waiting = ending.isAvailable();
    for (int i = 0; i < 1000; i++) {
      assertThat(ending.isAvailable()).isSameAs(waiting);
    }
    assertThat(inner.isAvailable().getNumberOfDependents()).isEqualTo(1);
    assertThat(waiting.getNumberOfDependents()).isZero();
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
            ControlledSource.free(source),
            ControlledSource.ending(source, KafkaSettings.of("localhost:1"), "job"))) {
      ControlledSource<byte[]> travelled = InstantiationUtil.clone(controlled);
      assertThat(travelled.getBoundedness()).isEqualTo(Boundedness.BOUNDED);
      assertThat(travelled.getProducedType()).isEqualTo(source.getProducedType());
    }
  }
}
