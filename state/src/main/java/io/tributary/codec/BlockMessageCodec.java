package io.tributary.codec;

import io.tributary.example.Example;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.VersionDigests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Layout of the records of the updates topic. Every record begins
 *
 * <pre>
 * | version 2 | kind 1 | block varint | generation varint |
 * </pre>
 *
 * and goes on by kind:
 *
 * <pre>
 * 1 opening  | version varint | part varint | parts varint | sessions | mergedRounds | ended 1
 *            | progress | values | shape | digests |
 * 2 update   | version varint | replica + 1 varint | round varint | ended 1 | progress | values
 *            | checksum 8 |
 * 3 due      | round varint |
 *
 * progress   | examples varint | newestEventTime 8 | roundExamples varint | oldestSentTime 8
 *            | alignedTime 8, from version 2 on |
 * shape      | bits varint | blocks varint | lanes varint |
 * digests    | newest varint | n varint | digest 8 * n |
 * </pre>
 */
public final class BlockMessageCodec implements Codec<BlockMessage> {
  /** The codec. */
  public static final BlockMessageCodec INSTANCE = new BlockMessageCodec();

  private static final int VERSION = 2;
  private static final int OLDEST = 1;
  private static final int OPENING = 1;
  private static final int UPDATE = 2;
  private static final int DUE = 3;

  private BlockMessageCodec() {}

  /**
   * Returns the block that a record is about, or -1 when that can't be read. What else it says is
   * not looked at.
   */
  public static int blockOf(byte[] record) {
    ByteReader in = new ByteReader(record);
    try {
      in.readByte();
      in.readByte();
      return in.readVarInt();
    } catch (RuntimeException e) {
      return -1;
    }
  }

  @Override
  public String name() {
    return "block-message";
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public int oldestReadable() {
    return OLDEST;
  }

  @Override
  public void encode(BlockMessage value, ByteWriter out) {
    out.writeByte(VERSION);
    if (value instanceof Opening opening) {
      header(OPENING, opening, out);
      out.writeVarLong(opening.version());
      out.writeVarInt(opening.part());
      out.writeVarInt(opening.parts());
      out.writeSignedVarLongs(opening.sessions());
      out.writeSignedVarLongs(opening.mergedRounds());
      out.writeBoolean(opening.ended());
      writeProgress(opening.progress(), out);
      SparseValuesCodec.INSTANCE.encode(opening.values(), out);
      writeShape(opening.shape(), out);
      writeDigests(opening.digests(), out);
    } else if (value instanceof Update update) {
      header(UPDATE, update, out);
      out.writeVarLong(update.version());
      out.writeVarInt(update.replica() + 1);
      out.writeVarLong(update.round());
      out.writeBoolean(update.ended());
      writeProgress(update.progress(), out);
      SparseValuesCodec.INSTANCE.encode(update.values(), out);
      out.writeLong(update.checksum());
    } else if (value instanceof RoundDue due) {
      header(DUE, due, out);
      out.writeVarLong(due.round());
    }
  }

  private static void writeShape(ModelShape shape, ByteWriter out) {
    out.writeVarInt(shape.bits());
    out.writeVarInt(shape.blocks());
    out.writeVarInt(shape.lanes());
  }

  private static ModelShape readShape(ByteReader in) {
    return new ModelShape(in.readVarInt(), in.readVarInt(), in.readVarInt());
  }

  private static void header(int kind, BlockMessage message, ByteWriter out) {
    out.writeByte(kind);
    out.writeVarInt(message.block());
    out.writeVarLong(message.generation());
  }

  @Override
  public BlockMessage decode(ByteReader in) {
    int written = in.readByte();
    if (written < OLDEST || written > VERSION) {
      throw new CorruptDataException(
          "unknown block message version: version="
              + written
              + " allowed="
              + OLDEST
              + ".."
              + VERSION);
    }
    int kind = in.readByte();
    int block = in.readVarInt();
    long generation = in.readVarLong();
    return switch (kind) {
      case OPENING ->
          new Opening(
              block,
              generation,
              in.readVarLong(),
              in.readVarInt(),
              in.readVarInt(),
              in.readSignedVarLongs(),
              in.readSignedVarLongs(),
              in.readBoolean(),
              readProgress(in, written),
              SparseValuesCodec.INSTANCE.decode(in),
              readShape(in),
              readDigests(in));
      case UPDATE ->
          new Update(
              block,
              generation,
              in.readVarLong(),
              in.readVarInt() - 1,
              in.readVarLong(),
              in.readBoolean(),
              readProgress(in, written),
              SparseValuesCodec.INSTANCE.decode(in),
              in.readLong());
      case DUE -> new RoundDue(block, generation, in.readVarLong());
      default ->
          throw new CorruptDataException(
              "unknown block message kind: kind=" + kind + " allowed=1..3");
    };
  }

  /** Appends {@link VersionDigests}. */
  public static void writeDigests(VersionDigests digests, ByteWriter out) {
    out.writeVarLong(digests.newest());
    out.writeVarInt(digests.digests().length);
    for (long digest : digests.digests()) {
      out.writeLong(digest);
    }
  }

  /** Reads what {@link #writeDigests} wrote. */
  public static VersionDigests readDigests(ByteReader in) {
    long newest = in.readVarLong();
    long[] digests = new long[in.readCount(Long.BYTES)];
    if (digests.length == 0) {
      throw new CorruptDataException("digests are missing: newest=" + newest + " digests=0");
    }
    for (int i = 0; i < digests.length; i++) {
      digests[i] = in.readLong();
    }
    return new VersionDigests(newest, digests);
  }

  /** Appends a {@link MergeProgress}. */
  public static void writeProgress(MergeProgress progress, ByteWriter out) {
    out.writeVarLong(progress.examples());
    out.writeLong(progress.newestEventTime());
    out.writeVarLong(progress.roundExamples());
    out.writeLong(progress.oldestSentTime());
    out.writeLong(progress.alignedTime());
  }

  /**
   * Reads what {@link #writeProgress} wrote.
   *
   * @param version of this layout, in which it was written
   */
  public static MergeProgress readProgress(ByteReader in, int version) {
    return new MergeProgress(
        in.readVarLong(),
        in.readLong(),
        in.readVarLong(),
        in.readLong(),
        version > OLDEST ? in.readLong() : Example.NO_TIME);
  }

  /** Appends updates. */
  public static void writeUpdates(Collection<Update> updates, ByteWriter out) {
    out.writeVarInt(updates.size());
    updates.forEach(update -> INSTANCE.encode(update, out));
  }

  /** Reads what {@link #writeUpdates} wrote. */
  public static List<Update> readUpdates(ByteReader in) {
    int count = in.readCount(4);
    List<Update> updates = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      BlockMessage message = INSTANCE.decode(in);
      if (!(message instanceof Update update)) {
        throw new CorruptDataException(
            "unexpected block message: kind="
                + message.getClass().getSimpleName()
                + " allowed=Update");
      }
      updates.add(update);
    }
    return updates;
  }
}
