package io.tributary.merge;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import java.util.ArrayList;
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
  /** A replica's part: its snapshot and its copies of the blocks, encoded. */
  record ReplicaPart(byte[] snapshot, List<byte[]> copies, int position) {}

  /** A master's part: its state, encoded, and for the checks the lanes of each version so far. */
  record MasterPart(byte[] state, Map<Long, float[]> published) {}

  private final int[] logOffsets;
  private final Map<Integer, ReplicaPart> replicas = new TreeMap<>();
  private final Map<Integer, MasterPart> masters = new TreeMap<>();

  Checkpoint(int[] logOffsets) {
    this.logOffsets = logOffsets;
  }

  int logOffset(int block) {
    return logOffsets[block];
  }

  boolean hasReplica(int index) {
    return replicas.containsKey(index);
  }

  ReplicaPart replica(int index) {
    return replicas.get(index);
  }

  List<ReplicaSnapshot> snapshots() {
    return replicas.values().stream()
        .map(part -> decode(ReplicaSnapshotCodec.INSTANCE, part.snapshot()))
        .toList();
  }

  MasterPart master(int block) {
    return masters.get(block);
  }

  void add(int index, ReplicaSnapshot snapshot, BlockCopy[] copies, int position) {
    List<byte[]> encoded = new ArrayList<>();
    for (BlockCopy copy : copies) {
      encoded.add(encode(BlockCopyCodec.INSTANCE, copy));
    }
    byte[] bytes = encode(ReplicaSnapshotCodec.INSTANCE, snapshot);
    replicas.put(index, new ReplicaPart(bytes, encoded, position));
  }

  void add(BlockMasterState state, Map<Long, float[]> published) {
    byte[] bytes = encode(BlockMasterStateCodec.INSTANCE, state);
    masters.put(state.block, new MasterPart(bytes, new TreeMap<>(published)));
  }

  boolean complete(int replicaCount) {
    return replicas.size() == replicaCount && masters.size() == logOffsets.length;
  }

  /** Returns true when all replicas' copies of every block are the same, byte by byte. */
  boolean copiesAgree() {
    List<byte[]> first = replicas.get(0).copies();
    for (ReplicaPart part : replicas.values()) {
      for (int block = 0; block < first.size(); block++) {
        if (!Arrays.equals(first.get(block), part.copies().get(block))) {
          return false;
        }
      }
    }
    return true;
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
