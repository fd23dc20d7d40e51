package io.tributary.merge;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.CorruptDataException;

/**
 * Layout of a block's lanes: runs of floats that are not zero, with the gaps before them, because
 * most coordinates of a young model are zero and a run costs two bytes.
 *
 * <pre>
 * | floats varint | { gap varint | run varint | float 4 * run } until all floats are told |
 * </pre>
 */
final class LanesLayout {
  private LanesLayout() {}

  static void write(float[] lanes, ByteWriter out) {
    out.writeVarInt(lanes.length);
    int at = 0;
    while (at < lanes.length) {
      int start = at;
      while (start < lanes.length && lanes[start] == 0) {
        start++;
      }
      int end = start;
      // Negative zero counts as zero: no lane tells them apart.
      while (end < lanes.length && lanes[end] != 0) {
        end++;
      }
      out.writeVarInt(start - at);
      out.writeVarInt(end - start);
      out.writeFloats(lanes, start, end - start);
      at = end;
    }
  }

  static float[] read(ByteReader in) {
    int length = in.readVarInt();
    // Zeros take no space, so the size of the data is no bound of the length: look before
    // allocating, or a broken length could ask for gigabytes.
    check(in.fork(), length);
    float[] lanes = new float[length];
    int at = 0;
    while (at < length) {
      at += in.readVarInt();
      int run = in.readVarInt();
      in.readFloats(lanes, at, run);
      at += run;
    }
    return lanes;
  }

  private static void check(ByteReader in, int length) {
    int at = 0;
    while (at < length) {
      int gap = in.readVarInt();
      int run = in.readVarInt();
      if (gap > length - at || run > length - at - gap || gap + run == 0) {
        throw new CorruptDataException(
            "run exceeds the lanes: at=" + at + " gap=" + gap + " run=" + run + " of=" + length);
      }
      in.skip((int) Math.min(4L * run, Integer.MAX_VALUE));
      at += gap + run;
    }
  }
}
