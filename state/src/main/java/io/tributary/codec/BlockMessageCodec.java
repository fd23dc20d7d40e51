package io.tributary.codec;

import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import org.jspecify.annotations.Nullable;

/**
 * Layout of the records of the updates topic. Every record begins
 *
 * <pre>
 * | version 1 | kind 1 | block varint | generation varint |
 * </pre>
 *
 * and goes on by kind:
 *
 * <pre>
 * 1 opening  | version varint | part varint | parts varint | sessions | mergedRounds | ended 1
 *            | progress | values | shape, from version 2 on |
 * 2 update   | version varint | replica + 1 varint | round varint | ended 1 | progress | values |
 * 3 due      | round varint |
 *
 * progress   | examples varint | newestEventTime 8 | roundExamples varint | oldestSentTime 8 |
 * shape      | bits varint | blocks varint | lanes varint |
 * </pre>
 *
 * Version 2 has added the shape. What has none is written as version 1, which is the same without.
 */
public final class BlockMessageCodec implements Codec<BlockMessage> {
  /** The codec. */
  public static final BlockMessageCodec INSTANCE = new BlockMessageCodec();

  private static final int WITHOUT_SHAPE = 1;
  private static final int WITH_SHAPE = 2;
  private static final int OPENING = 1;
  private static final int UPDATE = 2;
  private static final int DUE = 3;

  private BlockMessageCodec() {}

  @Override
  public String name() {
    return "block-message";
  }

  @Override
  public int version() {
    return WITH_SHAPE;
  }

  @Override
  public int oldestReadable() {
    return WITHOUT_SHAPE;
  }

  @Override
  public void encode(BlockMessage value, ByteWriter out) {
    if (value instanceof Opening opening) {
      ModelShape shape = opening.shape();
      out.writeByte(shape == null ? WITHOUT_SHAPE : WITH_SHAPE);
      header(OPENING, opening, out);
      out.writeVarLong(opening.version());
      out.writeVarInt(opening.part());
      out.writeVarInt(opening.parts());
      out.writeSignedVarLongs(opening.sessions());
      out.writeSignedVarLongs(opening.mergedRounds());
      out.writeBoolean(opening.ended());
      writeProgress(opening.progress(), out);
      SparseValuesCodec.INSTANCE.encode(opening.values(), out);
      writeShape(shape, out);
    } else if (value instanceof Update update) {
      out.writeByte(WITHOUT_SHAPE);
      header(UPDATE, update, out);
      out.writeVarLong(update.version());
      out.writeVarInt(update.replica() + 1);
      out.writeVarLong(update.round());
      out.writeBoolean(update.ended());
      writeProgress(update.progress(), out);
      SparseValuesCodec.INSTANCE.encode(update.values(), out);
    } else if (value instanceof RoundDue due) {
      out.writeByte(WITHOUT_SHAPE);
      header(DUE, due, out);
      out.writeVarLong(due.round());
    }
  }

  private static void writeShape(@Nullable ModelShape shape, ByteWriter out) {
    if (shape != null) {
      out.writeVarInt(shape.bits());
      out.writeVarInt(shape.blocks());
      out.writeVarInt(shape.lanes());
    }
  }

  private static @Nullable ModelShape readShape(int version, ByteReader in) {
    return version < WITH_SHAPE
        ? null
        : new ModelShape(in.readVarInt(), in.readVarInt(), in.readVarInt());
  }

  private static void header(int kind, BlockMessage message, ByteWriter out) {
    out.writeByte(kind);
    out.writeVarInt(message.block());
    out.writeVarLong(message.generation());
  }

  @Override
  public BlockMessage decode(ByteReader in) {
    int written = in.readByte();
    if (written < WITHOUT_SHAPE || written > WITH_SHAPE) {
      throw new CorruptDataException(
          "unknown block message version: version=" + written + " allowed=1..2");
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
              readProgress(in),
              SparseValuesCodec.INSTANCE.decode(in),
              readShape(written, in));
      case UPDATE ->
          new Update(
              block,
              generation,
              in.readVarLong(),
              in.readVarInt() - 1,
              in.readVarLong(),
              in.readBoolean(),
              readProgress(in),
              SparseValuesCodec.INSTANCE.decode(in));
      case DUE -> new RoundDue(block, generation, in.readVarLong());
      default ->
          throw new CorruptDataException(
              "unknown block message kind: kind=" + kind + " allowed=1..3");
    };
  }

  /** Appends a {@link MergeProgress}. */
  public static void writeProgress(MergeProgress progress, ByteWriter out) {
    out.writeVarLong(progress.examples());
    out.writeLong(progress.newestEventTime());
    out.writeVarLong(progress.roundExamples());
    out.writeLong(progress.oldestSentTime());
  }

  /** Reads what {@link #writeProgress} wrote. */
  public static MergeProgress readProgress(ByteReader in) {
    return new MergeProgress(in.readVarLong(), in.readLong(), in.readVarLong(), in.readLong());
  }
}
