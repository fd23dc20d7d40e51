package io.tributary.kafka.decoding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.example.ExampleSchema;
import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.LabelKind;
import io.tributary.example.LabelRule;
import io.tributary.example.RejectReason;
import io.tributary.example.TimeFormat;
import io.tributary.format.FormatOptions;
import io.tributary.format.SeenFields;
import io.tributary.kafka.decoding.InputRecord.Decoded;
import io.tributary.kafka.decoding.InputRecord.Looked;
import io.tributary.kafka.decoding.InputRecord.Rejected;
import io.tributary.rejected.RejectedRecord;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecodedBatchTest {
  private static final long TIME = 1_700_000_000_000L;
  private static final ExampleSchema SCHEMA =
      new ExampleSchema(
          List.of(new Categorical("x")),
          new LabelRule.Field("label"),
          LabelKind.BINARY,
          "x",
          null,
          TimeFormat.of("epoch-millis"),
          null,
          20);

  private final InputDecoder decoder =
      new InputDecoder(SCHEMA, "json", FormatOptions.DEFAULT, 100).opened();
  private final DecodingTurns turns = new DecodingTurns(1);

  @Test
  void recordsKeepTheirSplitsPlacesAndTimes() {
    Fetched fetched = new Fetched(Set.of("t-1"));
    fetched.add("t-0", record(0, 7, value("{\"label\":1,\"x\":\"a\"}")));
    fetched.add("t-0", record(0, 9, value("{\"label\":0,\"x\":\"b\"}")));
    fetched.add("t-1", record(1, 3, value("{\"label\":1,\"x\":\"c\"}")));

    DecodedBatch batch = new FetchedRecords(fetched, decoder, turns).next();

    assertThat(fetched.recycled).isTrue();
    assertThat(batch.nextSplit()).isEqualTo("t-0");
    assertRun(batch.nextRecordFromSplit(), 7, 9, 1f, 0f);
    assertThat(batch.nextRecordFromSplit()).isNull();
    assertThat(batch.nextSplit()).isEqualTo("t-1");
    assertRun(batch.nextRecordFromSplit(), 3, 3, 1f);
    assertThat(batch.nextRecordFromSplit()).isNull();
    assertThat(batch.nextSplit()).isNull();
    assertThat(batch.finishedSplits()).containsExactly("t-1");
  }

  @Test
  void manyAreHandedOverInParts() {
    Fetched fetched = new Fetched(Set.of("t-0", "t-1"));
    for (int offset = 0; offset < FetchedRecords.PART; offset++) {
      fetched.add("t-0", record(0, offset, value("{\"label\":1,\"x\":\"a\"}")));
    }
    for (int offset = 0; offset < 3; offset++) {
      fetched.add("t-1", record(1, offset, value("{\"label\":0,\"x\":\"b\"}")));
    }
    FetchedRecords records = new FetchedRecords(fetched, decoder, turns);

    DecodedBatch first = records.next();

    assertThat(records.isOver()).isFalse();
    assertThat(fetched.recycled).isFalse();
    assertThat(first.finishedSplits()).isEmpty();
    assertThat(offsets(first)).isEqualTo(Map.of("t-0", FetchedRecords.PART));
    DecodedBatch second = records.next();
    assertThat(records.isOver()).isTrue();
    assertThat(fetched.recycled).isTrue();
    assertThat(second.finishedSplits()).containsExactlyInAnyOrder("t-0", "t-1");
    assertThat(offsets(second)).isEqualTo(Map.of("t-0", 0, "t-1", 3));
  }

  /** Returns how many records of each split a batch has, whose offsets must go on without a gap. */
  private static Map<String, Integer> offsets(DecodedBatch batch) {
    Map<String, Integer> counts = new TreeMap<>();
    String split = batch.nextSplit();
    while (split != null) {
      int count = 0;
      ConsumerRecord<byte[], byte[]> record = batch.nextRecordFromSplit();
      while (record != null) {
        DecodedRun run = (DecodedRun) record;
        assertThat(run.offset()).isEqualTo(count);
        assertThat(run.size()).isBetween(1, DecodedRun.MOST);
        count += run.size();
        assertThat(run.lastOffset()).isEqualTo(count - 1);
        record = batch.nextRecordFromSplit();
      }
      counts.put(split, count);
      split = batch.nextSplit();
    }
    return counts;
  }

  @Test
  void whichFieldsTheFirstRecordsHaveIsToldBehindThem() {
    InputDecoder watching =
        new InputDecoder(SCHEMA, "json", FormatOptions.DEFAULT, 100).opened().watching();
    Fetched fetched = new Fetched(Set.of());
    fetched.add("t-0", record(0, 7, value("{\"label\":1,\"y\":\"a\"}")));
    DecodedBatch batch = new FetchedRecords(fetched, watching, turns).next();
    batch.nextSplit();
    DecodedRun records = (DecodedRun) batch.nextRecordFromSplit();
    records.forEach((input, time) -> assertThat(input).isInstanceOf(Rejected.class));
    DecodedRun told = (DecodedRun) batch.nextRecordFromSplit();
    assertThat(told.size()).isEqualTo(1);
    assertThat(told.lastOffset()).as("a checkpoint goes on behind the record").isEqualTo(7);
    told.forEach(
        (input, time) -> {
          assertThat(time).isEqualTo(TIME + 7);
          assertThat(input)
              .isEqualTo(
                  new Looked(new SeenFields(1, List.of("label"), List.of("x"), List.of("y"))));
        });
    assertThat(batch.nextRecordFromSplit()).isNull();
  }

  @Test
  void nothingFetchedIsOnePart() {
    Fetched fetched = new Fetched(Set.of("t-0"));
    FetchedRecords records = new FetchedRecords(fetched, decoder, turns);
    DecodedBatch batch = records.next();
    assertThat(records.isOver()).isTrue();
    assertThat(batch.nextSplit()).isNull();
    assertThat(batch.finishedSplits()).containsExactly("t-0");
  }

  @Test
  void aPartIsDecodedWhenItIsItsTurn() throws Exception {
    Fetched fetched = new Fetched(Set.of());
    fetched.add("t-0", record(0, 0, value("{\"label\":1,\"x\":\"a\"}")));
    FetchedRecords records = new FetchedRecords(fetched, decoder, turns);
    Thread decoding = new Thread(records::next);

    boolean over =
        turns.take(
            () -> {
              decoding.start();
              DecodingTurnsTest.waitsOrEnds(decoding);
              return records.isOver();
            });

    assertThat(over).isFalse();
    decoding.join();
    assertThat(records.isOver()).isTrue();
  }

  private static void assertRun(
      @Nullable ConsumerRecord<byte[], byte[]> record,
      long firstOffset,
      long lastOffset,
      Float... labels) {
    DecodedRun run = (DecodedRun) record;
    assertThat(run).isNotNull();
    assertThat(run.offset()).isEqualTo(firstOffset);
    assertThat(run.lastOffset()).isEqualTo(lastOffset);
    assertThat(run.timestamp()).isEqualTo(TIME + firstOffset);
    List<Float> seen = new ArrayList<>();
    List<Long> sent = new ArrayList<>();
    run.forEach(
        (input, time) -> {
          Example example = ((Decoded) input).example();
          assertThat(example.sentTime()).isEqualTo(time);
          seen.add(example.label());
          sent.add(time);
        });
    assertThat(seen).containsExactly(labels);
    assertThat(sent).startsWith(TIME + firstOffset).endsWith(TIME + lastOffset);
  }

  @Test
  void aValueIsFoundWhereverItIs() {
    String json = "{\"label\":1,\"x\":\"a\"}";
    ByteBuffer within = ByteBuffer.wrap(("\"7," + json + "\"9").getBytes(UTF_8));
    within.position(3).limit(3 + json.length());
    ByteBuffer direct = ByteBuffer.allocateDirect(json.length());
    direct.put(json.getBytes(UTF_8)).flip();

    InputRecord expected = only(value(json));

    assertThat(expected).isInstanceOf(Decoded.class);
    assertThat(only(within)).isEqualTo(expected);
    assertThat(only(within.slice())).isEqualTo(expected);
    assertThat(only(direct)).isEqualTo(expected);
    assertThat(within.position()).isEqualTo(3);
  }

  @Test
  void whatIsRefusedKeepsItsBytes() {
    ByteBuffer within = ByteBuffer.wrap("xx{\"label\":yy".getBytes(UTF_8));
    within.position(2).limit(11);

    RejectedRecord rejected = ((Rejected) only(within)).record();

    assertThat(rejected.reason()).isEqualTo(RejectReason.NOT_JSON);
    assertThat(rejected.topic()).isEqualTo("t");
    assertThat(rejected.partition()).isEqualTo(0);
    assertThat(rejected.offset()).isEqualTo(5);
    assertThat(rejected.key()).isEqualTo("key".getBytes(UTF_8));
    assertThat(rejected.value()).isEqualTo("{\"label\":".getBytes(UTF_8));
  }

  @Test
  void aRecordWithoutAValueIsRefused() {
    RejectedRecord rejected = ((Rejected) only(null)).record();
    assertThat(rejected.reason()).isEqualTo(RejectReason.EMPTY);
    assertThat(rejected.value()).isNull();
  }

  @Test
  void aRecordWithoutAKeyIsRefusedWithoutOne() {
    RejectedRecord rejected = ((Rejected) inputOf(record(0, 5, null, value("{")))).record();
    assertThat(rejected.key()).isNull();
    assertThat(rejected.value()).isEqualTo("{".getBytes(UTF_8));
  }

  private InputRecord only(@Nullable ByteBuffer value) {
    return inputOf(record(0, 5, value));
  }

  private InputRecord inputOf(ConsumerRecord<byte[], byte[]> record) {
    Fetched fetched = new Fetched(Set.of());
    fetched.add("t-0", record);
    DecodedBatch batch = new FetchedRecords(fetched, decoder, turns).next();
    batch.nextSplit();
    List<InputRecord> inputs = new ArrayList<>();
    ((DecodedRun) batch.nextRecordFromSplit()).forEach((input, time) -> inputs.add(input));
    assertThat(inputs).hasSize(1);
    return inputs.get(0);
  }

  private static ByteBuffer value(String json) {
    return ByteBuffer.wrap(json.getBytes(UTF_8));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      int partition, long offset, @Nullable ByteBuffer value) {
    ByteBuffer key = ByteBuffer.wrap("a key of its own".getBytes(UTF_8));
    key.position(2).limit(5);
    return record(partition, offset, key, value);
  }

  /** Flink's readers have byte arrays as keys and values, and the consumers of examples buffers. */
  @SuppressWarnings("unchecked")
  private static ConsumerRecord<byte[], byte[]> record(
      int partition, long offset, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
    ConsumerRecord<?, ?> record =
        new ConsumerRecord<>(
            "t",
            partition,
            offset,
            TIME + offset,
            TimestampType.CREATE_TIME,
            key == null ? -1 : key.remaining(),
            value == null ? -1 : value.remaining(),
            key,
            value,
            new RecordHeaders(),
            Optional.empty());
    return (ConsumerRecord<byte[], byte[]>) record;
  }

  /** What Flink's reader of partitions has fetched. */
  private static final class Fetched
      implements RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> {
    private final List<String> splits = new ArrayList<>();
    private final List<ArrayDeque<ConsumerRecord<byte[], byte[]>>> records = new ArrayList<>();
    private final Set<String> finished;
    private int current = -1;
    private boolean recycled;

    Fetched(Set<String> finished) {
      this.finished = finished;
    }

    void add(String split, ConsumerRecord<byte[], byte[]> record) {
      if (!splits.contains(split)) {
        splits.add(split);
        records.add(new ArrayDeque<>());
      }
      records.get(splits.indexOf(split)).addLast(record);
    }

    @Override
    public @Nullable String nextSplit() {
      current++;
      return current < splits.size() ? splits.get(current) : null;
    }

    @Override
    public @Nullable ConsumerRecord<byte[], byte[]> nextRecordFromSplit() {
      return records.get(current).pollFirst();
    }

    @Override
    public Set<String> finishedSplits() {
      return finished;
    }

    @Override
    public void recycle() {
      recycled = true;
    }
  }
}
