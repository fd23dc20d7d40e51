package io.tributary.codec;

import java.util.List;

/** The codecs of this module. */
public final class StateCodecs implements CodecSource {
  @Override
  public List<Codec<?>> codecs() {
    return List.of(BlockMessageCodec.INSTANCE, ExampleCodec.INSTANCE, SparseValuesCodec.INSTANCE);
  }
}
