package io.tributary.kafka.decoding;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;
import org.apache.flink.connector.kafka.source.reader.KafkaPartitionSplitReader;
import org.apache.flink.connector.kafka.source.reader.KafkaSourceReader;
import org.apache.flink.connector.kafka.source.reader.fetcher.KafkaSourceFetcherManager;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions, and decodes their records on the thread that fetches them. There the bytes are
 * in the processor's cache, and the model stays in the cache of the processor that learns. Flink's
 * KafkaSource would hand over bytes, which its task decodes.
 */
public final class DecodingSplitReader extends KafkaPartitionSplitReader {
  private static final Logger LOG = LoggerFactory.getLogger(DecodingSplitReader.class);

  /** Parts that may wait to be learned: more than a round has at first, some megabytes. */
  private static final int PARTS_AHEAD = 8;

  private final InputDecoder decoder;
  private @Nullable FetchedRecords rest;

  private DecodingSplitReader(
      Properties consumer,
      SourceReaderContext context,
      KafkaSourceReaderMetrics metrics,
      InputDecoder decoder) {
    super(consumer, context, metrics);
    this.decoder = decoder;
  }

  /**
   * Creates a reader like that of a KafkaSource.
   *
   * @param consumer all that the consumers need; the deserializers make byte buffers
   */
  public static SourceReader<InputRecord, KafkaPartitionSplit> reader(
      Properties consumer, InputDecoder decoder, SourceReaderContext context) {
    FutureCompletingBlockingQueue<RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>>> queue =
        new FutureCompletingBlockingQueue<>(PARTS_AHEAD);
    KafkaSourceReaderMetrics metrics = new KafkaSourceReaderMetrics(context.metricGroup());
    Counter recordsIn = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
    Configuration config = new Configuration();
    consumer
        .stringPropertyNames()
        .forEach(name -> config.setString(name, consumer.getProperty(name)));
    return new KafkaSourceReader<>(
        queue,
        new KafkaSourceFetcherManager(
            queue,
            () -> new DecodingSplitReader(consumer, context, metrics, decoder.opened().watching()),
            finished -> {}),
        (record, output, split) -> {
          DecodedRun run = (DecodedRun) record;
          run.forEach(output::collect);
          // The reader has counted one record.
          recordsIn.inc(run.size() - 1);
          split.setCurrentOffset(run.lastOffset() + 1);
        },
        config,
        context,
        metrics);
  }

  /**
   * Pauses or resumes splits, one by one. A split may have ended while the order was on its way.
   * The consumer has no such partition then, and there is nothing to do.
   */
  @Override
  public void pauseOrResumeSplits(
      Collection<KafkaPartitionSplit> toPause, Collection<KafkaPartitionSplit> toResume) {
    toPause.forEach(split -> pauseOrResume(List.of(split), List.of()));
    toResume.forEach(split -> pauseOrResume(List.of(), List.of(split)));
  }

  private void pauseOrResume(List<KafkaPartitionSplit> pause, List<KafkaPartitionSplit> resume) {
    try {
      super.pauseOrResumeSplits(pause, resume);
    } catch (IllegalStateException ended) {
      LOG.debug("split has ended: pause={} resume={}", pause, resume, ended);
    }
  }

  @Override
  public RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> fetch() throws IOException {
    FetchedRecords records =
        rest != null ? rest : new FetchedRecords(super.fetch(), decoder, DecodingTurns.ofProcess());
    DecodedBatch part = records.next();
    rest = records.isOver() ? null : records;
    return part;
  }
}
