package io.tributary.codec;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;

/**
 * Layout of an {@link Example}:
 *
 * <pre>
 * | key 8 | eventTime 8 | sentTime 8 | label 4 | weight 4 | size varint |
 * | allOnes 1 | index 4 * size | value 4 * size, absent when allOnes |
 * </pre>
 */
public final class ExampleCodec implements Codec<Example> {
  /** The codec. */
  public static final ExampleCodec INSTANCE = new ExampleCodec();

  private ExampleCodec() {}

  @Override
  public String name() {
    return "example";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(Example value, ByteWriter out) {
    FeatureVector features = value.features();
    int size = features.size();
    out.reserve(48 + 8 * size);
    out.writeLong(value.key());
    out.writeLong(value.eventTime());
    out.writeLong(value.sentTime());
    out.writeFloat(value.label());
    out.writeFloat(value.weight());
    out.writeVarInt(size);
    boolean allOnes = allOnes(features.values(), size);
    out.writeBoolean(allOnes);
    int[] indices = features.indices();
    for (int i = 0; i < size; i++) {
      out.writeInt(indices[i]);
    }
    if (!allOnes) {
      out.writeFloats(features.values(), 0, size);
    }
  }

  private static boolean allOnes(float[] values, int size) {
    for (int i = 0; i < size; i++) {
      if (values[i] != 1f) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Example decode(ByteReader in) {
    long key = in.readLong();
    long eventTime = in.readLong();
    long sentTime = in.readLong();
    float label = in.readFloat();
    float weight = in.readFloat();
    int size = in.readCount(4);
    boolean allOnes = in.readBoolean();
    FeatureVector features = new FeatureVector(size);
    for (int i = 0; i < size; i++) {
      features.add(in.readInt(), 1f);
    }
    if (!allOnes) {
      in.readFloats(features.values(), 0, size);
    }
    return new Example(key, eventTime, sentTime, label, weight, features);
  }
}
