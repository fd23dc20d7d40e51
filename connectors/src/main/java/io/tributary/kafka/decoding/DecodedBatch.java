package io.tributary.kafka.decoding;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A part of what was fetched at once, decoded. */
final class DecodedBatch implements RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> {
  /** Decoded records of a split, in runs. */
  record OfSplit(String split, List<ConsumerRecord<byte[], byte[]>> runs) {}

  private final Iterator<OfSplit> splits;
  private final Set<String> finished;
  private Iterator<ConsumerRecord<byte[], byte[]>> runs =
      List.<ConsumerRecord<byte[], byte[]>>of().iterator();

  DecodedBatch(List<OfSplit> splits, Set<String> finished) {
    this.splits = splits.iterator();
    this.finished = finished;
  }

  @Override
  public @Nullable String nextSplit() {
    if (!splits.hasNext()) {
      return null;
    }
    OfSplit next = splits.next();
    runs = next.runs().iterator();
    return next.split();
  }

  @Override
  public @Nullable ConsumerRecord<byte[], byte[]> nextRecordFromSplit() {
    return runs.hasNext() ? runs.next() : null;
  }

  @Override
  public Set<String> finishedSplits() {
    return finished;
  }
}
