package io.tributary.training;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.GenerationClock;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What somebody else may write to a topic of updates. */
final class UpdatesNoise {
  private UpdatesNoise() {}

  /** Returns five records that can't be read or can't be true, and two that could. */
  static List<ProducerRecord<byte[], byte[]>> records(
      String topic, ModelShape shape, long version) {
    long generation =
        System.currentTimeMillis() << GenerationClock.RANDOM_BITS; // higher than the job's
    SparseValues none = SparseValues.EMPTY;
    MergeProgress progress = MergeProgress.NONE;
    long[] one = {1};
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(new ProducerRecord<>(topic, 0, null, new byte[] {1, 2, 3, 4, 5}));
    for (BlockMessage message :
        List.of(
            new RoundDue(999, generation, 1),
            new Update(999, generation, 1, -1, 0, false, progress, none),
            new RoundDue(0, Long.MAX_VALUE, Long.MAX_VALUE),
            new Opening(
                0,
                Long.MAX_VALUE,
                version,
                0,
                1,
                one,
                one,
                false,
                progress,
                none,
                shape,
                VersionDigests.of(version, 5)),
            new Update(1, generation, version + 1, -1, version, false, progress, none),
            new RoundDue(0, generation, Long.MAX_VALUE - 1))) {
      ByteWriter out = new ByteWriter();
      BlockMessageCodec.INSTANCE.encode(message, out);
      records.add(new ProducerRecord<>(topic, 0, null, out.toByteArray()));
    }
    return records;
  }
}
