package io.tributary.training;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.sharded.CombinerMessageCodec;

/**
 * Layout of a message to a combiner, which is sent between tasks and never stored:
 *
 * <pre>
 * | combiner varint | combiner message |
 * </pre>
 */
public final class ToCombinerCodec implements Codec<ToCombiner> {
  /** The codec. */
  public static final ToCombinerCodec INSTANCE = new ToCombinerCodec();

  private ToCombinerCodec() {}

  @Override
  public String name() {
    return "to-combiner";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(ToCombiner value, ByteWriter out) {
    out.writeVarInt(value.combiner());
    CombinerMessageCodec.INSTANCE.encode(value.message(), out);
  }

  @Override
  public ToCombiner decode(ByteReader in) {
    return new ToCombiner(in.readVarInt(), CombinerMessageCodec.INSTANCE.decode(in));
  }
}
