package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import io.tributary.format.DecodedRecord;
import io.tributary.format.RecordDecoder;
import io.tributary.replay.ReplayResult;
import io.tributary.replay.ShardedReplay;
import io.tributary.replay.ShardedSettings;
import io.tributary.sharded.DenseSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What the replay in memory learns of the same records.
 *
 * @param bits the lanes of all blocks
 * @param logLoss over all examples
 */
record ShardedReference(List<int[]> bits, double logLoss) {
  /** Trains on records, each of them of the source that Flink gives its partition to. */
  static ShardedReference of(Pipeline pipeline, List<ProducerRecord<byte[], byte[]>> records) {
    ShardingConfig sharding = Objects.requireNonNull(pipeline.training().sharding());
    ShardedReplay replay =
        new ShardedReplay(
            new ShardedSettings(
                pipeline.model(),
                pipeline.loss(),
                pipeline.training().replicas(),
                sharding.batchSize(),
                sharding.inFlight(),
                pipeline.training().metricsWindow(),
                pipeline.model().dense() == null
                    ? null
                    : new DenseSettings(sharding.denseRound(), 0, pipeline.training().merge())));
    RecordDecoder decoder =
        RecordDecoder.of(
            pipeline.schema(),
            pipeline.input().format(),
            pipeline.input().formatOptions(),
            pipeline.input().maxRecordBytes());
    for (ProducerRecord<byte[], byte[]> record : records) {
      if (decoder.decode(record.value(), 0) instanceof DecodedRecord.Decoded decoded) {
        replay.add(decoded.example(), source(record, pipeline.training().replicas()), 0);
      }
    }
    ReplayResult result = replay.finish();
    List<int[]> bits = new ArrayList<>();
    for (int block = 0; block < pipeline.model().blocks(); block++) {
      float[] lanes = replay.lanes(block);
      bits.add(
          IntStream.range(0, lanes.length).map(i -> Float.floatToRawIntBits(lanes[i])).toArray());
    }
    return new ShardedReference(bits, result.metrics().logLoss());
  }

  private static int source(ProducerRecord<?, ?> record, int sources) {
    int first = ((record.topic().hashCode() * 31) & Integer.MAX_VALUE) % sources;
    return (first + record.partition()) % sources;
  }
}
