package io.tributary.merge;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A checkpoint with aligned barriers: where the updates log was read to, what each replica and each
 * master had become when the barrier had reached it from everywhere, and how far each input was
 * consumed. Complete when all of them are in.
 */
final class Checkpoint {
  /**
   * A replica's part: its snapshots, which nobody changes any more and which are encoded when they
   * are needed, and its copies of the blocks, encoded.
   */
  record ReplicaPart(List<ReplicaSnapshot> snapshots, List<byte[]> copies) {}

  /** A master's part: its state, encoded, and for the checks the lanes of each version so far. */
  record MasterPart(byte[] state, Map<Long, float[]> published) {}

  private final int[] logOffsets;
  private final Map<Integer, ReplicaPart> replicas = new TreeMap<>();
  private final Map<Integer, MasterPart> masters = new TreeMap<>();
  private final Map<Integer, Integer> positions = new TreeMap<>();
  private final Map<Integer, Integer> owners = new TreeMap<>();

  Checkpoint(int[] logOffsets) {
    this.logOffsets = logOffsets;
  }

  int logOffset(int block) {
    return logOffsets[block];
  }

  boolean hasReplica(int index) {
    return replicas.containsKey(index);
  }

  /** Returns how far a partition of the input was consumed. */
  int position(int partition) {
    return positions.get(partition);
  }

  /** Returns the replica that read a partition. */
  int owner(int partition) {
    return owners.get(partition);
  }

  /** Returns the number of replicas. */
  int replicas() {
    return replicas.size();
  }

  /** Returns a replica's copies of the blocks, of any replica when that one was not there. */
  List<BlockCopy> copies(int index) {
    return replicas.getOrDefault(index, replicas.get(0)).copies().stream()
        .map(bytes -> decode(BlockCopyCodec.INSTANCE, bytes))
        .toList();
  }

  /** Returns the snapshots of all replicas. */
  List<ReplicaSnapshot> snapshots() {
    return replicas.values().stream()
        .flatMap(part -> part.snapshots().stream())
        .map(one -> encode(ReplicaSnapshotCodec.INSTANCE, one))
        .map(bytes -> decode(ReplicaSnapshotCodec.INSTANCE, bytes))
        .toList();
  }

  MasterPart master(int block) {
    return masters.get(block);
  }

  void add(
      int index,
      List<ReplicaSnapshot> snapshots,
      List<BlockCopy> copies,
      Map<Integer, Integer> partitionPositions) {
    replicas.put(
        index,
        new ReplicaPart(
            snapshots,
            copies.stream().map(copy -> encode(BlockCopyCodec.INSTANCE, copy)).toList()));
    positions.putAll(partitionPositions);
    partitionPositions.keySet().forEach(partition -> owners.put(partition, index));
  }

  void add(BlockMasterState state, Map<Long, float[]> published) {
    byte[] bytes = encode(BlockMasterStateCodec.INSTANCE, state);
    masters.put(state.block, new MasterPart(bytes, new TreeMap<>(published)));
  }

  boolean complete(int replicaCount) {
    return replicas.size() == replicaCount && masters.size() == logOffsets.length;
  }

  /** Returns true when the same newest version follows from all replicas' copies of a block. */
  boolean copiesAgree() {
    List<BlockCopy> first = copies(0);
    for (int replica : replicas.keySet()) {
      List<BlockCopy> copies = copies(replica);
      for (int block = 0; block < copies.size(); block++) {
        if (copies.get(block).version() != first.get(block).version()
            || !Arrays.equals(newest(copies.get(block)), newest(first.get(block)))
            || !copies.get(block).staged.equals(first.get(block).staged)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the lanes of the newest version that a copy leads to. */
  static float[] newest(BlockCopy copy) {
    float[] lanes = copy.lanes.clone();
    copy.recent.forEach(update -> update.values().copyTo(lanes, 0));
    return lanes;
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
