package io.tributary.sharded;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.merge.LedgerEntry;
import io.tributary.merge.LedgerEntryCodec;
import io.tributary.merge.ReplicaSnapshot;
import io.tributary.merge.ReplicaSnapshotCodec;
import io.tributary.sharded.exact.ExactTable;
import io.tributary.sharded.exact.ExactTableSnapshotCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A checkpoint of a simulated job, complete once all its tasks have added their part. */
final class ShardedCheckpoint {
  /**
   * The part of a shard.
   *
   * @param lanes its rows
   * @param table its rows where features have rows of their own
   */
  record ShardPart(byte[] state, float[] lanes, byte[] table) {}

  private static final byte[] NONE = {};

  private final Map<Integer, byte[]> batchers = new TreeMap<>();
  private final Map<Integer, Integer> positions = new TreeMap<>();
  private final Map<Integer, ShardPart> shards = new TreeMap<>();
  private final Map<Integer, byte[]> combiners = new TreeMap<>();
  private final Map<Integer, byte[]> masters = new TreeMap<>();
  private final Map<Integer, List<byte[]>> dense = new TreeMap<>();
  private final List<byte[]> ledger = new ArrayList<>();

  boolean hasBatcher(int index) {
    return batchers.containsKey(index);
  }

  void add(BatcherSnapshot snapshot, Map<Integer, Integer> partitions) {
    batchers.put(snapshot.index(), encode(BatcherSnapshotCodec.INSTANCE, snapshot));
    positions.putAll(partitions);
  }

  void add(ShardState state, float[] lanes) {
    shards.put(
        state.block(), new ShardPart(encode(ShardStateCodec.INSTANCE, state), lanes.clone(), NONE));
  }

  void add(ShardState state, ExactTable table) {
    shards.put(
        state.block(),
        new ShardPart(
            encode(ShardStateCodec.INSTANCE, state),
            new float[0],
            encode(ExactTableSnapshotCodec.INSTANCE, table.complete())));
  }

  ExactTable table(int block) {
    return ExactTable.restore(
        List.of(decode(ExactTableSnapshotCodec.INSTANCE, shards.get(block).table())));
  }

  void add(CombinerSnapshot snapshot) {
    combiners.put(snapshot.index(), encode(CombinerSnapshotCodec.INSTANCE, snapshot));
  }

  void addMaster(int block, byte[] state) {
    masters.put(block, state);
  }

  byte[] master(int block) {
    return masters.get(block);
  }

  void addDense(int combiner, List<ReplicaSnapshot> snapshots, List<LedgerEntry> entries) {
    dense.put(
        combiner,
        snapshots.stream().map(one -> encode(ReplicaSnapshotCodec.INSTANCE, one)).toList());
    entries.forEach(entry -> ledger.add(encode(LedgerEntryCodec.INSTANCE, entry)));
  }

  List<ReplicaSnapshot> dense() {
    return dense.values().stream()
        .flatMap(List::stream)
        .map(bytes -> decode(ReplicaSnapshotCodec.INSTANCE, bytes))
        .toList();
  }

  List<LedgerEntry> ledger() {
    return ledger.stream().map(bytes -> decode(LedgerEntryCodec.INSTANCE, bytes)).toList();
  }

  boolean isComplete(int combinerCount, int masterCount) {
    return combiners.size() == combinerCount && masters.size() == masterCount;
  }

  int position(int partition) {
    return positions.getOrDefault(partition, 0);
  }

  List<BatcherSnapshot> batchers() {
    return decode(BatcherSnapshotCodec.INSTANCE, batchers);
  }

  List<CombinerSnapshot> combiners() {
    return decode(CombinerSnapshotCodec.INSTANCE, combiners);
  }

  ShardState state(int block) {
    return decode(ShardStateCodec.INSTANCE, shards.get(block).state());
  }

  float[] lanes(int block) {
    return shards.get(block).lanes().clone();
  }

  private static <T> List<T> decode(Codec<T> codec, Map<Integer, byte[]> all) {
    List<T> values = new ArrayList<>();
    all.values().forEach(bytes -> values.add(decode(codec, bytes)));
    return values;
  }

  static <T> byte[] encode(Codec<T> codec, T value) {
    ByteWriter out = new ByteWriter();
    codec.encode(value, out);
    return out.toByteArray();
  }

  static <T> T decode(Codec<T> codec, byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    T value = codec.decode(in);
    if (in.remaining() != 0) {
      throw new AssertionError(
          "bytes left over: codec=" + codec.name() + " bytes=" + in.remaining());
    }
    return value;
  }
}
