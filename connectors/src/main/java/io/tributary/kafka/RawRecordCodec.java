package io.tributary.kafka;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;

/**
 * Layout of a {@link RawRecord}; a length is one more than that of the bytes, 0 for null:
 *
 * <pre>
 * | topic | partition varint | offset varint | timestamp 8 | length varint | key | length varint | value |
 * </pre>
 */
public final class RawRecordCodec implements Codec<RawRecord> {
  /** The codec. */
  public static final RawRecordCodec INSTANCE = new RawRecordCodec();

  private RawRecordCodec() {}

  @Override
  public String name() {
    return "raw-record";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(RawRecord value, ByteWriter out) {
    out.writeString(value.topic());
    out.writeVarInt(value.partition());
    out.writeVarLong(value.offset());
    out.writeLong(value.timestamp());
    out.writeNullableBytes(value.key());
    out.writeNullableBytes(value.value());
  }

  @Override
  public RawRecord decode(ByteReader in) {
    return new RawRecord(
        in.readString(),
        in.readVarInt(),
        in.readVarLong(),
        in.readLong(),
        in.readNullableBytes(),
        in.readNullableBytes());
  }
}
