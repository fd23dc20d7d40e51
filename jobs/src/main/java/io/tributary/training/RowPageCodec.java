package io.tributary.training;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;

/**
 * Layout of a page of rows:
 *
 * <pre>
 * | lanes varint | lane 4 * lanes |
 * </pre>
 */
public final class RowPageCodec implements Codec<RowPage> {
  /** The codec. */
  public static final RowPageCodec INSTANCE = new RowPageCodec();

  private RowPageCodec() {}

  @Override
  public String name() {
    return "row-page";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(RowPage value, ByteWriter out) {
    out.writeVarInt(value.lanes().length);
    out.writeFloats(value.lanes(), 0, value.lanes().length);
  }

  @Override
  public RowPage decode(ByteReader in) {
    float[] lanes = new float[in.readCount(4)];
    in.readFloats(lanes, 0, lanes.length);
    return new RowPage(lanes);
  }
}
