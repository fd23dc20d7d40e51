package io.tributary.kafka.decoding;

import io.tributary.kafka.decoding.DecodedBatch.OfSplit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of one fetch, which are decoded part by part. With a backlog, one fetch has thousands
 * of records. Handed over as one, they would keep the replica waiting until the last is decoded,
 * and would have left the processor's cache by then.
 */
final class FetchedRecords {
  /** Records that are handed over together. */
  static final int PART = 512;

  private final RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> fetched;
  private final InputDecoder decoder;
  private final DecodingTurns turns;
  private @Nullable String split;

  /**
   * Creates the parts of what was fetched.
   *
   * @param turns each part is decoded in one of these
   */
  FetchedRecords(
      RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> fetched,
      InputDecoder decoder,
      DecodingTurns turns) {
    this.fetched = fetched;
    this.decoder = decoder;
    this.turns = turns;
    split = fetched.nextSplit();
  }

  /** Returns true when all parts have been taken. There is at least one, and each may be empty. */
  boolean isOver() {
    return split == null;
  }

  /**
   * Decodes the next part on this thread, as soon as it is this thread's turn. Only the last part
   * says which splits are finished.
   */
  DecodedBatch next() {
    return turns.take(this::decodeNext);
  }

  private DecodedBatch decodeNext() {
    List<OfSplit> decoded = new ArrayList<>();
    int left = PART;
    while (split != null && left > 0) {
      List<ConsumerRecord<byte[], byte[]>> runs = new ArrayList<>();
      int count = decode(left, runs);
      addSeenFields(runs);
      decoded.add(new OfSplit(split, runs));
      if (count < left) {
        split = fetched.nextSplit();
      }
      left -= count;
    }
    if (split != null) {
      return new DecodedBatch(decoded, Set.of());
    }
    Set<String> finished = fetched.finishedSplits();
    fetched.recycle();
    return new DecodedBatch(decoded, finished);
  }

  /** Adds which fields the first records have, behind the last of these records. */
  private void addSeenFields(List<ConsumerRecord<byte[], byte[]>> runs) {
    if (runs.isEmpty()) {
      return;
    }
    InputRecord seen = decoder.takeSeenFields();
    if (seen != null) {
      DecodedRun last = (DecodedRun) runs.get(runs.size() - 1);
      runs.add(last.followedBy(seen));
    }
  }

  /**
   * Decodes what is left of the current split, at most {@code most} records, and returns how many
   * there were.
   */
  private int decode(int most, List<ConsumerRecord<byte[], byte[]>> runs) {
    int count = 0;
    @Nullable DecodedRun run = null;
    ConsumerRecord<byte[], byte[]> record = fetched.nextRecordFromSplit();
    while (record != null) {
      if (run == null || run.isFull()) {
        run = new DecodedRun(record);
        runs.add(run);
      }
      // Flink says that they are arrays, but it is the consumer's deserializers that make them.
      ConsumerRecord<?, ?> buffers = record;
      run.add(
          record, decoder.decode(record, (ByteBuffer) buffers.key(), (ByteBuffer) buffers.value()));
      count++;
      record = count < most ? fetched.nextRecordFromSplit() : null;
    }
    return count;
  }
}
