package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
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

  /** What bytes that are zero say, and what {@link #verified} is at first. */
  private static final long NONE = 0;

  private final Path file;
  private final int block;
  private final ByteBuffer bytes;
  private final ByteBuffer[] slots;
  private final long seed;

  /** The sequence that was found to be what was written, and needs no second look. */
  private volatile long verified = NONE;

  BlockCell(Path file, int block, int weights, ByteBuffer bytes) {
    this.file = file;
    this.block = block;
    this.bytes = bytes;
    this.slots =
        new ByteBuffer[] {
          StoredBlockLayout.slot(bytes, weights, 0), StoredBlockLayout.slot(bytes, weights, 1)
        };
    this.seed = StoredBlockLayout.seed(bytes);
  }

  private long published() {
    return (long) LONG.getAcquire(bytes, StoredBlockLayout.PUBLISHED);
  }

  /**
   * Returns the sequence that is current. Its slot was checked when it was first met, and is not
   * again: whoever scores pays for that once per version of a block.
   *
   * @throws CorruptDataException when the slot does not hold what was written
   */
  long current() {
    while (true) {
      long sequence = published();
      if ((sequence == verified && sequence != NONE) || verify(sequence)) {
        return sequence;
      }
    }
  }

  /** Returns false when the sequence is no longer current, so that nothing is known of it. */
  private boolean verify(long sequence) {
    boolean intact = isIntact(sequence);
    if (!isStill(sequence)) {
      return false;
    }
    if (!intact) {
      throw damage(sequence);
    }
    verified = sequence;
    return true;
  }

  private CorruptDataException damage(long sequence) {
    long found = StoredBlockLayout.sequence(slot(sequence));
    return Damage.inBlock(
        file,
        block,
        sequence < StoredBlockLayout.UNWRITTEN || found != sequence
            ? "slot of another sequence: published=" + sequence + " slot=" + found
            : "checksum does not match: seq=" + sequence);
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
      long sequence = current();
      if (sequence == StoredBlockLayout.UNWRITTEN) {
        return Optional.empty();
      }
      BlockHeader header = StoredBlockLayout.readHeader(slot(sequence), block);
      if (isStill(sequence)) {
        return Optional.of(header);
      }
    }
  }

  /** Reads the weights, and makes sure in any case that they are what was written. */
  Optional<BlockHeader> read(float[] weights) {
    while (true) {
      long sequence = published();
      ByteBuffer slot = slot(sequence);
      boolean intact = isIntact(sequence);
      BlockHeader header = StoredBlockLayout.readHeader(slot, block);
      StoredBlockLayout.readWeights(slot, weights);
      if (isStill(sequence)) {
        if (!intact) {
          throw damage(sequence);
        }
        verified = sequence;
        return sequence == StoredBlockLayout.UNWRITTEN ? Optional.empty() : Optional.of(header);
      }
    }
  }

  float weight(int offset) {
    while (true) {
      long sequence = current();
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
    verified = sequence;
    LONG.setRelease(bytes, StoredBlockLayout.PUBLISHED, sequence);
  }

  /**
   * Makes sure that the published slot holds what was written, for a file that a machine may have
   * lost power over. Falls back to the version before.
   *
   * @return false when it had to
   * @throws CorruptDataException when there is no version that is whole
   */
  synchronized boolean repair() {
    long sequence = published();
    if (isIntact(sequence)) {
      verified = sequence;
      return true;
    }
    long whole = Math.max(wholeIn(0), wholeIn(1));
    // Taken back to nothing, the block would be served as zeros.
    if (whole <= StoredBlockLayout.UNWRITTEN) {
      throw damage(sequence);
    }
    LONG.setRelease(bytes, StoredBlockLayout.PUBLISHED, whole);
    verified = whole;
    return false;
  }

  /** Returns the sequence that a slot holds whole, if any. */
  private long wholeIn(int number) {
    long sequence = StoredBlockLayout.sequence(slots[number]);
    return (sequence & 1) == number && isIntact(sequence) ? sequence : NONE;
  }

  private boolean isIntact(long sequence) {
    return sequence >= StoredBlockLayout.UNWRITTEN
        && StoredBlockLayout.isIntact(slot(sequence), seed, sequence);
  }
}
