package io.tributary.codec;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import java.util.Arrays;

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
    out.writeInts(features.indices(), 0, size);
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
    int[] indices = new int[size];
    float[] values = new float[size];
    in.readInts(indices, 0, size);
    if (allOnes) {
      Arrays.fill(values, 1f);
    } else {
      in.readFloats(values, 0, size);
    }
    return new Example(key, eventTime, sentTime, label, weight, FeatureVector.of(indices, values));
  }
}
