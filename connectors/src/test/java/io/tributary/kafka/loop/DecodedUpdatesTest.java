package io.tributary.kafka.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.UpdateCheck;
import io.tributary.kafka.SkippedUpdates;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.kafka.decoding.InputRecord.Skipped;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DecodedUpdatesTest {
  private final DecodedUpdates updates = new DecodedUpdates();
  private final CheckedUpdates checked =
      new CheckedUpdates(
          "m.updates",
          new UpdateCheck(
              List.of(TableSpec.linear(new BlockLayout(3, 1), new OptimizerSpec.AdaGrad(1, 1)))),
          new SkippedUpdates(),
          InstantSource.system());

  private static Update update(long version, float value) {
    SparseValues values = new SparseValues(new int[] {3}, new float[] {value, 1});
    return new Update(0, 7, version, -1, version - 1, false, MergeProgress.NONE, values);
  }

  private static byte[] encode(BlockMessage message) {
    ByteWriter out = new ByteWriter();
    BlockMessageCodec.INSTANCE.encode(message, out);
    return out.toByteArray();
  }

  private InputRecord decode(long offset, byte[] value) {
    return updates.decode(UpdateBytes.write(0, offset, value), checked);
  }

  @Test
  void decodesTheSameRecordOnce() {
    InputRecord first = decode(9, encode(update(1, .5f)));
    assertThat(first).isEqualTo(new MasterMessage(update(1, .5f), 0, 9));
    assertThat(decode(9, encode(update(1, .5f)))).isSameAs(first);
  }

  @Test
  void tellsRecordsApart() {
    assertThat(decode(1, encode(update(1, .5f))))
        .isEqualTo(new MasterMessage(update(1, .5f), 0, 1));
    assertThat(decode(1, encode(update(1, .25f))))
        .isEqualTo(new MasterMessage(update(1, .25f), 0, 1));
    for (int version = 1; version < 1000; version++) {
      assertThat(decode(version, encode(update(version, 2))))
          .isEqualTo(new MasterMessage(update(version, 2), 0, version));
    }
  }

  @Test
  void passesOverWhatIsBroken() {
    for (byte[] broken : new byte[][] {{}, {9}, {1, 2, 0}, {1, 2, 3, 4, 5}}) {
      assertThat(decode(3, broken)).isEqualTo(new Skipped());
    }
  }

  @Test
  void recordsKeepWhereTheyAre() {
    CollectedRecords out = new CollectedRecords();
    new UpdateBytes()
        .deserialize(new ConsumerRecord<>("m.updates", 3, 1L << 40, null, new byte[] {1, 2}), out);
    new UpdateBytes().deserialize(new ConsumerRecord<>("m.updates", 3, 7, null, null), out);
    byte[] first = out.get(0);
    assertThat(first).containsExactly(0, 0, 0, 3, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2);
    assertThat(UpdateBytes.partition(first)).isEqualTo(3);
    assertThat(UpdateBytes.offset(first)).isEqualTo(1L << 40);
    assertThat(UpdateBytes.value(first)).containsExactly(1, 2);
    assertThat(UpdateBytes.value(out.get(1))).isEmpty();
  }

  private static final class CollectedRecords implements Collector<byte[]> {
    private final List<byte[]> records = new ArrayList<>();

    @Override
    public void collect(byte[] record) {
      records.add(record);
    }

    byte[] get(int index) {
      return records.get(index);
    }

    @Override
    public void close() {}
  }
}
