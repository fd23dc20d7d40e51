package io.tributary.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What was fetched at once, decoded. */
final class DecodedBatch implements RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> {
  private record OfSplit(String split, List<ConsumerRecord<byte[], byte[]>> records) {}

  private final Iterator<OfSplit> splits;
  private final Set<String> finished;
  private Iterator<ConsumerRecord<byte[], byte[]>> records =
      List.<ConsumerRecord<byte[], byte[]>>of().iterator();

  /** Decodes a batch, here and now. */
  DecodedBatch(RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> fetched, InputDecoder decoder) {
    List<OfSplit> decoded = new ArrayList<>();
    String split = fetched.nextSplit();
    while (split != null) {
      List<ConsumerRecord<byte[], byte[]>> ofSplit = new ArrayList<>();
      ConsumerRecord<byte[], byte[]> record = fetched.nextRecordFromSplit();
      while (record != null) {
        ofSplit.add(decode(record, decoder));
        record = fetched.nextRecordFromSplit();
      }
      decoded.add(new OfSplit(split, ofSplit));
      split = fetched.nextSplit();
    }
    splits = decoded.iterator();
    finished = fetched.finishedSplits();
    fetched.recycle();
  }

  private static DecodedInput decode(ConsumerRecord<byte[], byte[]> record, InputDecoder decoder) {
    // Flink says that values are arrays, but it is the consumer's deserializer that makes them.
    Object value = ((ConsumerRecord<byte[], ?>) record).value();
    return new DecodedInput(record, decoder.decode(record, (ByteBuffer) value));
  }

  @Override
  public @Nullable String nextSplit() {
    if (!splits.hasNext()) {
      return null;
    }
    OfSplit next = splits.next();
    records = next.records().iterator();
    return next.split();
  }

  @Override
  public @Nullable ConsumerRecord<byte[], byte[]> nextRecordFromSplit() {
    return records.hasNext() ? records.next() : null;
  }

  @Override
  public Set<String> finishedSplits() {
    return finished;
  }
}
