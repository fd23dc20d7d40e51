package io.tributary.sharded.exact;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.sharded.exact.ExactTableSnapshot.Counts;
import io.tributary.sharded.exact.ExactTableSnapshot.SketchPages;

/**
 * Layout of an {@link ExactTableSnapshot}:
 *
 * <pre>
 * | version 1 | width varint | admitAfter varint | expireAfterMillis varint | maxFeatures varint
 * | sketchBits 1 | number varint | complete 1 | clock 8 | origin 8 | end varint | sweepAt varint
 * | n varint | rows: gaps * n | keys 8 * n | ticks varint * n | lanes 4 * n * width
 * | n varint | removed: gaps * n | n varint | free varint * n
 * | sightings varint | n varint | pages: gaps * n | content 256 * n
 * | n varint | expired 8 * n | admitted varint | expired varint | refused varint |
 * </pre>
 *
 * gaps are those of {@link ByteWriter#writeGaps}.
 */
public final class ExactTableSnapshotCodec implements Codec<ExactTableSnapshot> {
  /** The codec. */
  public static final ExactTableSnapshotCodec INSTANCE = new ExactTableSnapshotCodec();

  private ExactTableSnapshotCodec() {}

  @Override
  public String name() {
    return "exact-table-snapshot";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(ExactTableSnapshot value, ByteWriter out) {
    out.writeByte(version());
    ExactTableSpec spec = value.spec();
    out.writeVarInt(spec.width());
    out.writeVarInt(spec.admitAfter());
    out.writeVarLong(spec.expireAfterMillis());
    out.writeVarInt(spec.maxFeatures());
    out.writeByte(spec.sketchBits());
    out.writeVarLong(value.number());
    out.writeBoolean(value.complete());
    out.writeLong(value.clock());
    out.writeLong(value.origin());
    out.writeVarInt(value.end());
    out.writeVarInt(value.sweepAt());
    writeGaps(value.rows(), out);
    writeLongs(value.keys(), out);
    writeVarInts(value.ticks(), out);
    out.writeFloats(value.lanes(), 0, value.lanes().length);
    writeGaps(value.removed(), out);
    out.writeVarInt(value.free().length);
    writeVarInts(value.free(), out);
    SketchPages sketch = value.sketch();
    out.writeVarLong(sketch.sightings());
    writeGaps(sketch.pages(), out);
    out.writeBytes(sketch.content(), 0, sketch.content().length);
    out.writeVarInt(value.expired().length);
    writeLongs(value.expired(), out);
    out.writeVarLong(value.counts().admitted());
    out.writeVarLong(value.counts().expired());
    out.writeVarLong(value.counts().refused());
  }

  private static void writeGaps(int[] increasing, ByteWriter out) {
    out.writeVarInt(increasing.length);
    out.writeGaps(increasing);
  }

  private static void writeLongs(long[] values, ByteWriter out) {
    for (long value : values) {
      out.writeLong(value);
    }
  }

  private static void writeVarInts(int[] values, ByteWriter out) {
    for (int value : values) {
      out.writeVarInt(value);
    }
  }

  @Override
  public ExactTableSnapshot decode(ByteReader in) {
    int written = in.readByte();
    if (written != version()) {
      throw new CorruptDataException(
          "unknown exact table version: version=" + written + " allowed=" + version());
    }
    ExactTableSpec spec = readSpec(in);
    long number = notNegative("number", in.readVarLong());
    boolean complete = in.readBoolean();
    long clock = in.readLong();
    long origin = in.readLong();
    int end = in.readVarInt();
    int sweepAt = in.readVarInt();
    int[] rows = readRows(in, end, 1 + Long.BYTES + 1 + Float.BYTES * spec.width());
    long[] keys = readLongs(in, rows.length);
    int[] ticks = readVarInts(in, rows.length);
    float[] lanes = new float[rows.length * spec.width()];
    in.readFloats(lanes, 0, lanes.length);
    int[] removed = readRows(in, end, 1);
    int[] free = readVarInts(in, in.readCount(1));
    for (int row : free) {
      requireBelow(row, end);
    }
    SketchPages sketch = readSketch(in, spec);
    long[] expired = readLongs(in, in.readCount(Long.BYTES));
    Counts counts =
        new Counts(
            notNegative("admitted", in.readVarLong()),
            notNegative("expired", in.readVarLong()),
            notNegative("refused", in.readVarLong()));
    return new ExactTableSnapshot(
        spec, number, complete, clock, origin, end, sweepAt, rows, keys, ticks, lanes, removed,
        free, sketch, expired, counts);
  }

  private static ExactTableSpec readSpec(ByteReader in) {
    int width = in.readVarInt();
    int admitAfter = in.readVarInt();
    long expireAfterMillis = in.readVarLong();
    int maxFeatures = in.readVarInt();
    int sketchBits = in.readByte();
    try {
      return new ExactTableSpec(width, admitAfter, expireAfterMillis, maxFeatures, sketchBits);
    } catch (IllegalArgumentException e) {
      throw new CorruptDataException(String.valueOf(e.getMessage()));
    }
  }

  private static int[] readRows(ByteReader in, int end, int minBytes) {
    int[] rows = new int[in.readCount(minBytes)];
    in.readGaps(rows);
    if (rows.length > 0) {
      requireBelow(rows[rows.length - 1], end);
    }
    return rows;
  }

  private static void requireBelow(int row, int end) {
    if (row >= end) {
      throw new CorruptDataException("row is out of range: row=" + row + " end=" + end);
    }
  }

  private static SketchPages readSketch(ByteReader in, ExactTableSpec spec) {
    long sightings = notNegative("sightings", in.readVarLong());
    int[] pages = new int[in.readCount(1 + AdmissionSketch.PAGE)];
    in.readGaps(pages);
    long all =
        (AdmissionSketch.bytes(spec.sketchBits()) + AdmissionSketch.PAGE - 1)
            / AdmissionSketch.PAGE;
    if (pages.length > 0 && pages[pages.length - 1] >= all) {
      throw new CorruptDataException(
          "page of a sketch is out of range: page=" + pages[pages.length - 1] + " pages=" + all);
    }
    byte[] content = new byte[pages.length * AdmissionSketch.PAGE];
    in.readBytes(content, 0, content.length);
    return new SketchPages(sightings, pages, content);
  }

  private static long notNegative(String name, long value) {
    if (value < 0) {
      throw new CorruptDataException("number is negative: " + name + "=" + value);
    }
    return value;
  }

  private static long[] readLongs(ByteReader in, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readLong();
    }
    return values;
  }

  private static int[] readVarInts(ByteReader in, int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readVarInt();
    }
    return values;
  }
}
