package io.tributary.codec;

import io.tributary.model.SparseValues;

/**
 * Layout of {@link SparseValues}, the gaps between offsets rather than the offsets:
 *
 * <pre>
 * | size varint | width 1, absent when size is 0 | gap varint * size | lane 4 * size * width |
 * </pre>
 */
public final class SparseValuesCodec implements Codec<SparseValues> {
  /** The codec. */
  public static final SparseValuesCodec INSTANCE = new SparseValuesCodec();

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
    int size = value.size();
    out.writeVarInt(size);
    if (size == 0) {
      return;
    }
    out.writeByte(value.width());
    out.writeGaps(value.offsets());
    out.writeFloats(value.lanes(), 0, value.lanes().length);
  }

  @Override
  public SparseValues decode(ByteReader in) {
    int size = in.readCount(1);
    if (size == 0) {
      return SparseValues.EMPTY;
    }
    int width = in.readByte();
    if (width == 0) {
      throw new CorruptDataException("coordinates have no lanes: size=" + size + " width=0");
    }
    int[] offsets = new int[size];
    in.readGaps(offsets);
    if ((long) size * width * 4 > in.remaining()) {
      throw new CorruptDataException(
          "lanes exceed the data: size=" + size + " width=" + width + " bytes=" + in.remaining());
    }
    float[] lanes = new float[size * width];
    in.readFloats(lanes, 0, lanes.length);
    return new SparseValues(offsets, lanes);
  }
}
