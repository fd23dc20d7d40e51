package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import io.tributary.model.BlockLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * One block's bytes in shared memory, with the protocol that lets one writer and any number of
 * readers, in this process and others, share them without waiting; see {@code package-info}.
 *
 * <p>Why it is right: the writer touches the slot of sequence n only to write n + 2, after it has
 * published n + 1. A reader that finds n published before and after it read slot n % 2 has
 * therefore read nothing but n.
 */
final class BlockCell {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int block;
  private final ByteBuffer bytes;
  private final ByteBuffer[] slots;
  private final long seed;

  BlockCell(int block, BlockLayout layout, ByteBuffer bytes) {
    this.block = block;
    this.bytes = bytes;
    this.slots =
        new ByteBuffer[] {
          StoredBlockLayout.slot(bytes, layout, 0), StoredBlockLayout.slot(bytes, layout, 1)
        };
    this.seed = StoredBlockLayout.seed(bytes);
  }

  /** Returns the sequence that is current, 0 when there is none. */
  long published() {
    return (long) LONG.getAcquire(bytes, StoredBlockLayout.PUBLISHED);
  }

  /** Returns the slot of a sequence. */
  ByteBuffer slot(long sequence) {
    return slots[(int) (sequence & 1)];
  }

  /** Returns true when everything read from the slot of a sequence until now was of it. */
  boolean isStill(long sequence) {
    // What was read before must not be read later than the check.
    VarHandle.acquireFence();
    return published() == sequence;
  }

  Optional<BlockHeader> header() {
    while (true) {
      long sequence = published();
      if (sequence == 0) {
        return Optional.empty();
      }
      BlockHeader header = StoredBlockLayout.readHeader(slot(sequence), block);
      if (isStill(sequence)) {
        return Optional.of(header);
      }
    }
  }

  Optional<BlockHeader> read(float[] weights) {
    while (true) {
      long sequence = published();
      if (sequence == 0) {
        Arrays.fill(weights, 0);
        return Optional.empty();
      }
      ByteBuffer slot = slot(sequence);
      boolean intact = StoredBlockLayout.isIntact(slot, seed, sequence);
      BlockHeader header = StoredBlockLayout.readHeader(slot, block);
      StoredBlockLayout.readWeights(slot, weights);
      if (isStill(sequence)) {
        if (!intact) {
          throw new CorruptDataException(
              "checksum of a stored block does not match: block=" + block + " seq=" + sequence);
        }
        return Optional.of(header);
      }
    }
  }

  float weight(int offset) {
    while (true) {
      long sequence = published();
      if (sequence == 0) {
        return 0;
      }
      float weight = StoredBlockLayout.weight(slot(sequence), offset);
      if (isStill(sequence)) {
        return weight;
      }
    }
  }

  synchronized void write(BlockHeader header, float[] weights) {
    long sequence = published() + 1;
    // The slot that is about to be written was current once: readers of it must see that it no
    // longer is before they can see any of the new bytes.
    VarHandle.fullFence();
    StoredBlockLayout.writeSlot(slot(sequence), seed, sequence, header, weights);
    LONG.setRelease(bytes, StoredBlockLayout.PUBLISHED, sequence);
  }

  /**
   * Makes sure that the published slot holds what was written, for a file that a machine may have
   * lost power over. Falls back to the slot before, or to none.
   *
   * @return false when it had to
   */
  synchronized boolean repair() {
    long sequence = published();
    if (sequence == 0 || isIntact(sequence)) {
      return true;
    }
    long before = sequence - 1;
    LONG.setRelease(
        bytes, StoredBlockLayout.PUBLISHED, before > 0 && isIntact(before) ? before : 0);
    return false;
  }

  private boolean isIntact(long sequence) {
    return StoredBlockLayout.isIntact(slot(sequence), seed, sequence);
  }
}
