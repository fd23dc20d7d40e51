package io.tributary.kafka.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.UnusableUpdateException;
import io.tributary.codec.UpdateCheck;
import io.tributary.kafka.SkippedUpdates;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.kafka.decoding.InputRecord.Skipped;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpdatesFeedTest {
  private static final TopicPartition PARTITION = new TopicPartition("m.updates", 0);

  private static final long MAX = Long.MAX_VALUE;
  private static final UpdateCheck CHECK =
      new UpdateCheck(
          List.of(TableSpec.linear(new BlockLayout(3, 1), new OptimizerSpec.AdaGrad(1, 1))));
  private static final CheckedUpdates CHECKED =
      new CheckedUpdates("m.updates", CHECK, new SkippedUpdates(), InstantSource.system());

  private final UpdatesFeed feed = new UpdatesFeed();
  private final List<MockConsumer<byte[], byte[]>> consumers = new ArrayList<>();
  private final List<Updates> subscriptions = new ArrayList<>();
  private final Semaphore wakes = new Semaphore(0);

  @AfterEach
  void close() {
    subscriptions.forEach(Updates::close);
  }

  private Updates subscribe() {
    Updates updates = feed.subscribe(this::open, CHECKED, wakes::release);
    subscriptions.add(updates);
    return updates;
  }

  private Consumer<byte[], byte[]> open() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    consumer.assign(List.of(PARTITION));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.seek(PARTITION, 0);
    synchronized (consumers) {
      consumers.add(consumer);
    }
    return consumer;
  }

  private MockConsumer<byte[], byte[]> consumer(int number) {
    Awaitility.await().until(() -> opened() > number);
    synchronized (consumers) {
      return consumers.get(number);
    }
  }

  private int opened() {
    synchronized (consumers) {
      return consumers.size();
    }
  }

  private static BlockMessage message(long round) {
    return new RoundDue(0, 1, round);
  }

  private static byte[] bytes(BlockMessage message) {
    ByteWriter out = new ByteWriter();
    BlockMessageCodec.INSTANCE.encode(message, out);
    return out.toByteArray();
  }

  private void write(int consumer, long offset, byte[] value) {
    write(consumer(consumer), offset, value);
  }

  private static void write(MockConsumer<byte[], byte[]> consumer, long offset, byte[] value) {
    consumer.addRecord(new ConsumerRecord<>("m.updates", 0, offset, null, value));
  }

  private BlockMessage next(Updates updates) throws Exception {
    return ((MasterMessage) nextRecord(updates)).message();
  }

  private InputRecord nextRecord(Updates updates) throws Exception {
    while (true) {
      InputRecord message = updates.poll();
      if (message != null) {
        return message;
      }
      assertThat(wakes.tryAcquire(5, TimeUnit.MINUTES)).as("woken").isTrue();
    }
  }

  @Test
  void allAreGivenTheSameMessagesFromOneConsumer() throws Exception {
    Updates one = subscribe();
    Updates two = subscribe();
    write(0, 0, bytes(message(5)));
    write(0, 1, bytes(message(6)));
    BlockMessage first = next(one);
    assertThat(first).isEqualTo(message(5));
    assertThat(next(two)).as("decoded once").isSameAs(first);
    assertThat(nextRecord(one)).isSameAs(nextRecord(two));
    assertThat(one.hasNext()).isFalse();
    assertThat(one.poll()).isNull();
    assertThat(opened()).isEqualTo(1);
  }

  @Test
  void whatConcernsNobodyIsNotGiven() throws Exception {
    LoopRecords later =
        (partition, offset, record) -> offset < 2 ? null : CHECKED.read(partition, offset, record);
    Updates updates = feed.subscribe(this::open, later, wakes::release);
    subscriptions.add(updates);
    for (long offset = 0; offset < 3; offset++) {
      write(0, offset, bytes(message(offset)));
    }
    assertThat(next(updates)).isEqualTo(message(2));
    assertThat(updates.hasNext()).isFalse();
  }

  @Test
  void aRecordTellsItsBlockBeforeItIsDecoded() {
    assertThat(BlockMessageCodec.blockOf(bytes(new RoundDue(300, 1, 2)))).isEqualTo(300);
    assertThat(BlockMessageCodec.blockOf(new byte[] {2})).isEqualTo(-1);
  }

  @Test
  void theConsumerIsClosedWithTheLastSubscription() {
    Updates one = subscribe();
    Updates two = subscribe();
    MockConsumer<byte[], byte[]> consumer = consumer(0);
    one.close();
    assertThat(consumer.closed()).isFalse();
    two.close();
    Awaitility.await().until(consumer::closed);
    subscribe();
    assertThat(consumer(1)).isNotSameAs(consumer);
  }

  @Test
  void aSubscriptionThatIsClosedTooLateHarmsNoOther() throws Exception {
    Updates lost = subscribe();
    consumer(0);
    Updates successor = subscribe();
    lost.close();
    lost.close();
    write(0, 0, bytes(message(1)));
    assertThat(next(successor)).isEqualTo(message(1));
  }

  @Test
  void aReplicaThatTakesNothingEndsTheReadingForAWhile() throws Exception {
    Updates busy = subscribe();
    MockConsumer<byte[], byte[]> consumer = consumer(0);
    int count = 3000;
    for (int i = 0; i < count; i++) {
      write(consumer, i, bytes(message(i)));
    }
    for (int i = 0; i < count; i++) {
      assertThat(next(busy)).isEqualTo(message(i));
    }
    // With nobody to take them, closing must not wait for ever.
    for (int i = 0; i < count; i++) {
      write(consumer, count + i, bytes(message(i)));
    }
    busy.close();
    Awaitility.await().until(consumer::closed);
  }

  @Test
  void whatCanNotBeReadOrCanNotBeTrueIsPassedOverAndAllAreTold() throws Exception {
    Updates one = subscribe();
    Updates two = subscribe();
    long offset = 0;
    for (byte[] broken :
        new byte[][] {
          {1, 2, 3, 4, 5}, null, bytes(new RoundDue(999, 1, 1)), bytes(new RoundDue(0, MAX, 1))
        }) {
      write(0, offset++, broken);
    }
    write(0, offset, bytes(message(5)));
    for (Updates updates : List.of(one, two)) {
      for (int i = 0; i < 4; i++) {
        assertThat(nextRecord(updates)).isEqualTo(new Skipped());
      }
      assertThat(next(updates)).isEqualTo(message(5));
    }
  }

  @Test
  void theFirstOfAKindAndPartitionIsLogged() throws Exception {
    SkippedUpdates skipped = new SkippedUpdates();
    UnusableUpdateException unreadable = why(new byte[] {9});
    UnusableUpdateException misfit = why(bytes(new RoundDue(999, 1, 1)));
    assertThat(skipped.skipped("t", 0, 5, unreadable)).isTrue();
    assertThat(skipped.skipped("t", 0, 6, unreadable)).isFalse();
    assertThat(skipped.skipped("t", 0, 7, misfit)).isTrue();
    assertThat(skipped.skipped("t", 1, 1, misfit)).isTrue();
    assertThat(skipped.skipped("t", 1, 2, misfit)).isFalse();
  }

  private static UnusableUpdateException why(byte[] record) {
    try {
      CHECK.read(record, 0);
      throw new AssertionError("it can be used");
    } catch (UnusableUpdateException e) {
      return e;
    }
  }

  @Test
  void aConsumerThatFailsWakesAllAndIsReplaced() throws Exception {
    Updates updates = subscribe();
    consumer(0).setPollException(new KafkaException("no more"));
    assertThatThrownBy(() -> next(updates))
        .hasMessage("updates can't be read")
        .hasRootCauseMessage("no more");
    Updates next = subscribe();
    write(1, 0, bytes(message(3)));
    assertThat(next(next)).isEqualTo(message(3));
  }

  @Test
  void aConsumerThatCanNotBeOpenedIsAnErrorToo() {
    Updates updates =
        feed.subscribe(
            () -> {
              throw new IllegalStateException("topic of updates is not there");
            },
            CHECKED,
            wakes::release);
    assertThatThrownBy(() -> next(updates)).hasRootCauseMessage("topic of updates is not there");
    updates.close();
  }
}
