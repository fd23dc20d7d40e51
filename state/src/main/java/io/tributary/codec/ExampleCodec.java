package io.tributary.codec;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import java.util.Arrays;

/**
 * Layout of an {@link Example}:
 *
 * <pre>
 * | key 8 | eventTime 8 | sentTime 8 | label 4 | weight 4 | size varint |
 * | flags 1: 1 all values are 1, 2 there are fields, 4 there are keys, from version 2 on
 * | index 4 * size, or key 8 * size, if there are keys
 * | value 4 * size, unless all are 1 | field varint * size, if there are fields |
 * </pre>
 */
public final class ExampleCodec implements Codec<Example> {
  /** The codec. */
  public static final ExampleCodec INSTANCE = new ExampleCodec();

  private static final int ALL_ONES = 1;
  private static final int FIELDS = 2;
  private static final int KEYS = 4;
  private static final int ALL_FLAGS = ALL_ONES | FIELDS | KEYS;

  private static final long[] NO_KEYS = {};

  private ExampleCodec() {}

  @Override
  public String name() {
    return "example";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public int oldestReadable() {
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
    out.writeByte(
        (allOnes ? ALL_ONES : 0)
            | (features.hasFields() ? FIELDS : 0)
            | (features.hasKeys() ? KEYS : 0));
    if (features.hasKeys()) {
      out.writeLongs(features.keys(), 0, size);
    } else {
      out.writeInts(features.indices(), 0, size);
    }
    if (!allOnes) {
      out.writeFloats(features.values(), 0, size);
    }
    if (features.hasFields()) {
      for (int i = 0; i < size; i++) {
        out.writeVarInt(features.fields()[i]);
      }
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
    int flags = in.readByte();
    if (flags > ALL_FLAGS) {
      throw new CorruptDataException("unknown flags of an example: flags=" + flags);
    }
    long[] keys = (flags & KEYS) == 0 ? NO_KEYS : in.readLongs(size);
    int[] indices = new int[(flags & KEYS) == 0 ? size : 0];
    in.readInts(indices, 0, indices.length);
    float[] values = new float[size];
    if ((flags & ALL_ONES) != 0) {
      Arrays.fill(values, 1f);
    } else {
      in.readFloats(values, 0, size);
    }
    int[] fields = new int[(flags & FIELDS) == 0 ? 0 : size];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = in.readVarInt();
    }
    FeatureVector features =
        keys.length > 0
            ? FeatureVector.ofKeys(keys, values, fields)
            : FeatureVector.of(indices, values, fields);
    return new Example(key, eventTime, sentTime, label, weight, features);
  }
}
