package io.tributary.rejected;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.example.RejectReason;

/**
 * Layout of a {@link RejectedRecord} between two tasks; a length is one more than that of the
 * bytes, 0 for null:
 *
 * <pre>
 * | topic | partition varint | offset varint | timestamp 8 | reason | detail | length varint | key
 * | length varint | value | truncated 1 |
 * </pre>
 */
public final class RejectedRecordCodec implements Codec<RejectedRecord> {
  /** The codec. */
  public static final RejectedRecordCodec INSTANCE = new RejectedRecordCodec();

  private RejectedRecordCodec() {}

  @Override
  public String name() {
    return "rejected-record";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(RejectedRecord value, ByteWriter out) {
    out.writeString(value.topic());
    out.writeVarInt(value.partition());
    out.writeVarLong(value.offset());
    out.writeLong(value.timestamp());
    out.writeString(value.reason().name());
    out.writeString(value.detail());
    out.writeNullableBytes(value.key());
    out.writeNullableBytes(value.value());
    out.writeBoolean(value.truncated());
  }

  @Override
  public RejectedRecord decode(ByteReader in) {
    return new RejectedRecord(
        in.readString(),
        in.readVarInt(),
        in.readVarLong(),
        in.readLong(),
        reason(in.readString()),
        in.readString(),
        in.readNullableBytes(),
        in.readNullableBytes(),
        in.readBoolean());
  }

  private static RejectReason reason(String name) {
    try {
      return RejectReason.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new CorruptDataException("unknown reject reason: reason=" + name);
    }
  }
}
