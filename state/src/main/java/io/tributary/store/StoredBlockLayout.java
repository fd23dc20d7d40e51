package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.Example;
import io.tributary.model.BlockLayout;
import io.tributary.model.Link;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.openhft.chronicle.algo.hashing.LongHashFunction;

/**
 * Layout of the bytes of one block in the store, all numbers little-endian:
 *
 * <pre>
 *     0 | magic 8 "TRIBBLCK" | layout version 4 | block 4 | bits 4 | blocks 4 | link code 4
 *       | name length 4 | name, UTF-8, padded with zeros, 256
 *   288 | fingerprint of the features 8 | hash of the form 8, 0 for linear | 0, up to here 504
 *   504 | published 8: 1, and 1 more for each time the block was written; slot published % 2 is
 *       | current
 *   512 | slot 0
 *       | slot 1
 *
 * slot:
 *     0 | checksum 8: xxHash64 of the rest of the slot, seeded with that of bytes 0..503 above
 *     8 | sequence 8: the value of published that makes this slot current
 *    16 | generation 8 | version 8 | newest event time 8 | examples 8 | written at 8
 *    56 | 0, 8
 *    64 | weight 4 * weights of the block, those of a row adjacent
 * </pre>
 *
 * The first 504 bytes are written once, when the file is created. They repeat the identity of the
 * model in every block, so that a file explains itself. Then there is also a slot 1, of sequence 1,
 * with zeros: what is not written yet has a checksum, too, and bytes that are zero are always
 * damage.
 */
final class StoredBlockLayout {
  static final int VERSION = 2;
  static final int MAX_NAME_BYTES = 256;

  /** The sequence of a block that is not written yet. */
  static final long UNWRITTEN = 1;

  static final int PUBLISHED = 504;
  static final int WEIGHTS = 64;

  private static final long MAGIC =
      ByteBuffer.wrap("TRIBBLCK".getBytes(StandardCharsets.US_ASCII))
          .order(ByteOrder.LITTLE_ENDIAN)
          .getLong();
  private static final int LAYOUT_VERSION = 8;
  private static final int BLOCK = 12;
  private static final int BITS = 16;
  private static final int BLOCKS = 20;
  private static final int LINK = 24;
  private static final int NAME_LENGTH = 28;
  private static final int NAME = 32;
  private static final int FINGERPRINT = 288;
  private static final int FORM = 296;
  private static final int SLOTS = 512;

  private static final int CHECKSUM = 0;
  private static final int SEQUENCE = 8;
  private static final int GENERATION = 16;
  private static final int BLOCK_VERSION = 24;
  private static final int NEWEST_EVENT_TIME = 32;
  private static final int EXAMPLES = 40;
  private static final int WRITTEN_AT = 48;

  private StoredBlockLayout() {}

  /** Returns the number of bytes of a block of so many weights. */
  static int size(int weights) {
    return Math.addExact(SLOTS, Math.multiplyExact(2, slotSize(weights)));
  }

  private static int slotSize(int weights) {
    return Math.addExact(WEIGHTS, Math.multiplyExact(weights, Float.BYTES));
  }

  /** Returns one of the two slots of the bytes of a block of so many weights. */
  static ByteBuffer slot(ByteBuffer bytes, int weights, int slot) {
    int size = slotSize(weights);
    return bytes.slice(SLOTS + slot * size, size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes what never changes. */
  static void writeIdentity(ByteBuffer bytes, int block, StoreIdentity identity) {
    byte[] name = identity.model().getBytes(StandardCharsets.UTF_8);
    bytes.putLong(0, MAGIC);
    bytes.putInt(LAYOUT_VERSION, VERSION);
    bytes.putInt(BLOCK, block);
    bytes.putInt(BITS, identity.layout().bits());
    bytes.putInt(BLOCKS, identity.layout().blocks());
    bytes.putInt(LINK, code(identity.link()));
    bytes.putInt(NAME_LENGTH, name.length);
    bytes.put(NAME, name);
    bytes.putLong(FINGERPRINT, identity.features());
    bytes.putLong(FORM, identity.form());
  }

  /** Writes what a block holds before it is written, behind what never changes. */
  static void writeUnwritten(ByteBuffer bytes, int weights) {
    BlockHeader none = new BlockHeader(0, 0, 0, Example.NO_TIME, 0, 0);
    writeSlot(slot(bytes, weights, 1), seed(bytes), UNWRITTEN, none, new float[weights]);
    bytes.putLong(PUBLISHED, UNWRITTEN);
  }

  /**
   * Reads what never changes.
   *
   * @throws CorruptDataException when these are not the bytes of that block of a model
   */
  static StoreIdentity readIdentity(Path file, ByteBuffer bytes, int block) {
    if (bytes.capacity() < SLOTS || bytes.getLong(0) != MAGIC) {
      throw Damage.inBlock(file, block, "no block of a model store");
    }
    if (bytes.getInt(LAYOUT_VERSION) != VERSION) {
      throw Damage.inBlock(
          file,
          block,
          "unknown layout: layout=" + bytes.getInt(LAYOUT_VERSION) + " allowed=" + VERSION);
    }
    int nameLength = bytes.getInt(NAME_LENGTH);
    if (bytes.getInt(BLOCK) != block || nameLength < 0 || nameLength > MAX_NAME_BYTES) {
      throw Damage.inBlock(
          file, block, "another block: number=" + bytes.getInt(BLOCK) + " name=" + nameLength);
    }
    byte[] name = new byte[nameLength];
    bytes.get(NAME, name);
    return new StoreIdentity(
        new String(name, StandardCharsets.UTF_8),
        layout(file, block, bytes),
        link(file, block, bytes.getInt(LINK)),
        bytes.getLong(FINGERPRINT),
        bytes.getLong(FORM));
  }

  private static BlockLayout layout(Path file, int block, ByteBuffer bytes) {
    int bits = bytes.getInt(BITS);
    int blocks = bytes.getInt(BLOCKS);
    try {
      return new BlockLayout(bits, blocks);
    } catch (IllegalArgumentException e) {
      throw Damage.inBlock(file, block, "impossible size: bits=" + bits + " blocks=" + blocks);
    }
  }

  /** Returns the seed of the checksums of a block. */
  static long seed(ByteBuffer bytes) {
    return LongHashFunction.xx_r39().hashBytes(bytes, 0, PUBLISHED);
  }

  /** Fills a slot. */
  static void writeSlot(
      ByteBuffer slot, long seed, long sequence, BlockHeader header, float[] weights) {
    slot.putLong(SEQUENCE, sequence);
    slot.putLong(GENERATION, header.generation());
    slot.putLong(BLOCK_VERSION, header.version());
    slot.putLong(NEWEST_EVENT_TIME, header.newestEventTime());
    slot.putLong(EXAMPLES, header.examples());
    slot.putLong(WRITTEN_AT, header.writtenAt());
    slot.slice(WEIGHTS, slot.capacity() - WEIGHTS)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(weights);
    slot.putLong(CHECKSUM, hash(slot, seed));
  }

  static BlockHeader readHeader(ByteBuffer slot, int block) {
    return new BlockHeader(
        block,
        slot.getLong(GENERATION),
        version(slot),
        newestEventTime(slot),
        slot.getLong(EXAMPLES),
        slot.getLong(WRITTEN_AT));
  }

  static long version(ByteBuffer slot) {
    return slot.getLong(BLOCK_VERSION);
  }

  static long newestEventTime(ByteBuffer slot) {
    return slot.getLong(NEWEST_EVENT_TIME);
  }

  static float weight(ByteBuffer slot, int offset) {
    return slot.getFloat(WEIGHTS + offset * Float.BYTES);
  }

  static void readWeights(ByteBuffer slot, float[] weights) {
    slot.slice(WEIGHTS, slot.capacity() - WEIGHTS)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(weights);
  }

  /** Returns the sequence that a slot says it is of. */
  static long sequence(ByteBuffer slot) {
    return slot.getLong(SEQUENCE);
  }

  /** Returns true when a slot holds what was written as {@code sequence}. */
  static boolean isIntact(ByteBuffer slot, long seed, long sequence) {
    return slot.getLong(SEQUENCE) == sequence && slot.getLong(CHECKSUM) == hash(slot, seed);
  }

  private static long hash(ByteBuffer slot, long seed) {
    return LongHashFunction.xx_r39(seed).hashBytes(slot, SEQUENCE, slot.capacity() - SEQUENCE);
  }

  // Codes of their own, because the order of an enum may change.
  private static int code(Link link) {
    return switch (link) {
      case IDENTITY -> 0;
      case LOGISTIC -> 1;
      case EXPONENTIAL -> 2;
      case SOFTMAX -> 3;
    };
  }

  private static Link link(Path file, int block, int code) {
    return switch (code) {
      case 0 -> Link.IDENTITY;
      case 1 -> Link.LOGISTIC;
      case 2 -> Link.EXPONENTIAL;
      case 3 -> Link.SOFTMAX;
      default -> throw Damage.inBlock(file, block, "unknown link: code=" + code);
    };
  }
}
