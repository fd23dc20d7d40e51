package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A checkpoint with aligned barriers: where the updates log was read to, what each replica and each
 * master had become when the barrier had reached it from everywhere, and how far each input was
 * consumed. Complete when all of them are in, and all blocks, which are copied later, too.
 */
final class Checkpoint {
  /**
   * A replica's part: its snapshots, which nobody changes any more and which are encoded when they
   * are needed, its ledger, and whether it waits for the model.
   */
  record ReplicaPart(List<ReplicaSnapshot> snapshots, List<LedgerEntry> ledger, boolean waiting) {}

  /** What a block was at a version. */
  record Published(float[] lanes, long digest, long examples) {
    static Published now(BlockMasterState state) {
      return new Published(
          state.lanes().clone(), state.digests.at(state.version()), state.progress().examples());
    }
  }

  /** A master's part: its state, encoded, and for the checks each version so far. */
  record MasterPart(byte[] state, Map<Long, Published> published) {}

  /** A block that is yet to be copied, and what stores it then. */
  private record Unfilled(LanesCopy copy, Runnable store) {}

  private final int[] logOffsets;
  private final Map<Integer, ReplicaPart> replicas = new TreeMap<>();
  private final Map<Integer, MasterPart> masters = new TreeMap<>();
  private final Map<Integer, Integer> positions = new TreeMap<>();
  private final Map<Integer, Integer> owners = new TreeMap<>();
  private final List<Unfilled> unfilled = new ArrayList<>();

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

  /** Returns the snapshots of all replicas. */
  List<ReplicaSnapshot> snapshots() {
    return replicas.values().stream()
        .flatMap(part -> part.snapshots().stream())
        .map(one -> encode(ReplicaSnapshotCodec.INSTANCE, one))
        .map(bytes -> decode(ReplicaSnapshotCodec.INSTANCE, bytes))
        .toList();
  }

  /** Returns the ledger that a replica is given: its own, or that of some replica. */
  List<LedgerEntry> ledger(int index) {
    return replicas.get(index % replicas.size()).ledger().stream()
        .map(entry -> encode(LedgerEntryCodec.INSTANCE, entry))
        .map(bytes -> decode(LedgerEntryCodec.INSTANCE, bytes))
        .toList();
  }

  /** Checks that all replicas have come to a version of a block by what its master published. */
  void checkLedgers() {
    Map<List<Long>, LedgerEntry> first = new HashMap<>();
    replicas.forEach(
        (index, part) -> {
          if (!part.waiting()) {
            assertThat(part.ledger())
                .as("ledger of replica %d", index)
                .extracting(LedgerEntry::block)
                .containsExactlyElementsOf(masters.keySet());
          }
          for (LedgerEntry entry : part.ledger()) {
            Published published = master(entry.block()).published().get(entry.version());
            if (published != null) {
              assertThat(List.of(entry.digest(), entry.examples()))
                  .as("%s of replica %d and of the master", entry, index)
                  .isEqualTo(List.of(published.digest(), published.examples()));
            }
            LedgerEntry other =
                first.putIfAbsent(List.of((long) entry.block(), entry.version()), entry);
            if (other != null) {
              assertThat(List.of(entry.digest(), entry.examples()))
                  .as("%s of replica %d and of another one", entry, index)
                  .isEqualTo(List.of(other.digest(), other.examples()));
            }
          }
        });
  }

  MasterPart master(int block) {
    return masters.get(block);
  }

  void add(int index, ReplicaPart part, Map<Integer, Integer> partitionPositions) {
    replicas.put(index, part);
    positions.putAll(partitionPositions);
    partitionPositions.keySet().forEach(partition -> owners.put(partition, index));
  }

  void add(BlockMasterState state, Map<Long, Published> published) {
    Map<Long, Published> sofar = new TreeMap<>(published);
    later(
        state.filling(),
        () ->
            masters.put(
                state.block, new MasterPart(encode(BlockMasterStateCodec.INSTANCE, state), sofar)));
  }

  private void later(LanesCopy copy, Runnable store) {
    unfilled.add(new Unfilled(copy, store));
  }

  boolean hasUnfilled() {
    return !unfilled.isEmpty();
  }

  /** Copies one of the blocks that are yet to be copied. */
  void fillOne(Random random) {
    Unfilled one = unfilled.remove(random.nextInt(unfilled.size()));
    one.copy().fill();
    one.store().run();
  }

  boolean complete(int replicaCount) {
    return replicas.size() == replicaCount
        && masters.size() == logOffsets.length
        && unfilled.isEmpty();
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
