package io.tributary.codec;

import io.tributary.model.SparseValues;

/**
 * Layout of {@link SparseValues}, the gaps between offsets rather than the offsets:
 *
 * <pre>
 * | size varint | width 1, absent when size is 0 | gap varint * size | lane 4 * size * width |
 * </pre>
 *
 * <p>and of features by their keys, which no reader can take for the former:
 *
 * <pre>
 * | 1 | 0 | size varint | removed varint | width 1, absent when size is 0 | key 8 * size
 * | removed key 8 * removed | lane 4 * size * width |
 * </pre>
 */
public final class SparseValuesCodec implements Codec<SparseValues> {
  /** The codec. */
  public static final SparseValuesCodec INSTANCE = new SparseValuesCodec();

  /** No row has so few lanes. */
  private static final int KEYED = 0;

  private SparseValuesCodec() {}

  @Override
  public String name() {
    return "sparse-values";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(SparseValues value, ByteWriter out) {
    if (value.isKeyed()) {
      encodeKeyed(value, out);
      return;
    }
    int size = value.size();
    out.writeVarInt(size);
    if (size == 0) {
      return;
    }
    out.writeByte(value.width());
    out.writeGaps(value.offsets());
    out.writeFloats(value.lanes(), 0, value.lanes().length);
  }

  private static void encodeKeyed(SparseValues value, ByteWriter out) {
    out.writeVarInt(1);
    out.writeByte(KEYED);
    out.writeVarInt(value.keys().length);
    out.writeVarInt(value.removed().length);
    if (value.keys().length > 0) {
      out.writeByte(value.width());
    }
    out.writeLongs(value.keys(), 0, value.keys().length);
    out.writeLongs(value.removed(), 0, value.removed().length);
    out.writeFloats(value.lanes(), 0, value.lanes().length);
  }

  private static SparseValues decodeKeyed(ByteReader in) {
    int size = in.readVarInt();
    int removed = in.readVarInt();
    if (size + (long) removed == 0) {
      throw new CorruptDataException("keys are missing: size=0 removed=0");
    }
    int width = size == 0 ? 0 : in.readByte();
    if (size > 0 && width == 0) {
      throw new CorruptDataException("features have no lanes: size=" + size + " width=0");
    }
    long[] keys = readKeys(size, in);
    long[] gone = readKeys(removed, in);
    float[] lanes = readLanes(size, width, in);
    return SparseValues.ofKeys(keys, gone, lanes);
  }

  private static long[] readKeys(int count, ByteReader in) {
    long[] keys = in.readLongs(count);
    for (int i = 1; i < count; i++) {
      if (keys[i] <= keys[i - 1]) {
        throw new CorruptDataException(
            "keys do not increase: position=" + i + " key=" + keys[i] + " before=" + keys[i - 1]);
      }
    }
    return keys;
  }

  private static float[] readLanes(int size, int width, ByteReader in) {
    if ((long) size * width * 4 > in.remaining()) {
      throw new CorruptDataException(
          "lanes exceed the data: size=" + size + " width=" + width + " bytes=" + in.remaining());
    }
    float[] lanes = new float[size * width];
    in.readFloats(lanes, 0, lanes.length);
    return lanes;
  }

  @Override
  public SparseValues decode(ByteReader in) {
    int size = in.readCount(1);
    if (size == 0) {
      return SparseValues.EMPTY;
    }
    int width = in.readByte();
    if (width == KEYED && size == 1) {
      return decodeKeyed(in);
    }
    if (width == 0) {
      throw new CorruptDataException("coordinates have no lanes: size=" + size + " width=0");
    }
    int[] offsets = new int[size];
    in.readGaps(offsets);
    return new SparseValues(offsets, readLanes(size, width, in));
  }
}
