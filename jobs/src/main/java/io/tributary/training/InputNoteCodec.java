package io.tributary.training;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.format.SeenFieldsCodec;

/**
 * Layout of an {@link InputNote}, which is sent between tasks and never stored:
 *
 * <pre>
 * | kind 1 |
 * 1 rejected | rejection |
 * 2 looked   | seen fields |
 * 3 touched  | active 8 | coordinates varint |
 * 4 batched  | source varint | sources varint | held varint | round trip signed varint |
 * </pre>
 */
public final class InputNoteCodec implements Codec<InputNote> {
  /** The codec. */
  public static final InputNoteCodec INSTANCE = new InputNoteCodec();

  private static final int REJECTED = 1;
  private static final int LOOKED = 2;
  private static final int TOUCHED = 3;
  private static final int BATCHED = 4;

  private InputNoteCodec() {}

  @Override
  public String name() {
    return "input-note";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(InputNote value, ByteWriter out) {
    if (value instanceof InputNote.Rejected rejected) {
      out.writeByte(REJECTED);
      RejectionCodec.INSTANCE.encode(rejected.rejection(), out);
    } else if (value instanceof InputNote.Looked looked) {
      out.writeByte(LOOKED);
      SeenFieldsCodec.INSTANCE.encode(looked.fields(), out);
    } else if (value instanceof InputNote.Touched touched) {
      out.writeByte(TOUCHED);
      out.writeDouble(touched.active());
      out.writeVarInt(touched.coordinates());
    } else if (value instanceof InputNote.Batched batched) {
      out.writeByte(BATCHED);
      out.writeVarInt(batched.source());
      out.writeVarInt(batched.sources());
      out.writeVarInt(batched.held());
      out.writeSignedVarLong(batched.roundTripMillis());
    }
  }

  @Override
  public InputNote decode(ByteReader in) {
    int kind = in.readByte();
    return switch (kind) {
      case REJECTED -> new InputNote.Rejected(RejectionCodec.INSTANCE.decode(in));
      case LOOKED -> new InputNote.Looked(SeenFieldsCodec.INSTANCE.decode(in));
      case TOUCHED -> new InputNote.Touched(in.readDouble(), in.readVarInt());
      case BATCHED ->
          new InputNote.Batched(
              in.readVarInt(), in.readVarInt(), in.readVarInt(), in.readSignedVarLong());
      default ->
          throw new CorruptDataException("unknown input note: kind=" + kind + " allowed=1..4");
    };
  }
}
