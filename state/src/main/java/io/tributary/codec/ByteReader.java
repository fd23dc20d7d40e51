package io.tributary.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ByteWriter} wrote. Reading past the end throws. Not thread safe. */
public final class ByteReader {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int position;
  private int end;

  /** Creates a reader of a whole array. */
  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Creates a reader of a part of an array. */
  public ByteReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    reset(bytes, offset, length);
  }

  /** Reads another part of another array from now on. */
  public void reset(byte[] newBytes, int offset, int length) {
    bytes = newBytes;
    position = offset;
    end = offset + length;
  }

  /** Returns the number of bytes not read yet. */
  public int remaining() {
    return end - position;
  }

  /** Returns a reader of the same bytes that goes on from here on its own. */
  public ByteReader fork() {
    return new ByteReader(bytes, position, end - position);
  }

  /** Passes over bytes. */
  public void skip(int count) {
    take(count);
  }

  private int take(int count) {
    if (count < 0 || end - position < count) {
      throw new CorruptDataException(
          "data ends too early: wanted=" + count + " remaining=" + (end - position));
    }
    int at = position;
    position += count;
    return at;
  }

  /** Reads one byte, 0 to 255. */
  public int readByte() {
    return bytes[take(1)] & 0xFF;
  }

  /** Reads one byte that is 1 or 0. */
  public boolean readBoolean() {
    int value = readByte();
    if (value > 1) {
      throw new CorruptDataException("not a boolean: value=" + value + " allowed=0,1");
    }
    return value == 1;
  }

  /** Reads four bytes. */
  public int readInt() {
    return (int) INT.get(bytes, take(4));
  }

  /** Reads eight bytes. */
  public long readLong() {
    return (long) LONG.get(bytes, take(8));
  }

  /** Reads four bytes. */
  public float readFloat() {
    return Float.intBitsToFloat(readInt());
  }

  /** Reads eight bytes. */
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /** Reads a number that {@link ByteWriter#writeVarLong} wrote. */
  public long readVarLong() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      long next = readByte();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new CorruptDataException("varint is too long: allowedBytes=10");
  }

  /** Reads a number that {@link ByteWriter#writeVarInt} wrote. */
  public int readVarInt() {
    long value = readVarLong();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new CorruptDataException(
          "varint is out of range: value=" + value + " allowed=0.." + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** Reads as many numbers as the array has, which {@link ByteWriter#writeGaps} wrote. */
  public void readGaps(int[] increasing) {
    byte[] source = bytes;
    int at = position;
    long next = 0;
    for (int i = 0; i < increasing.length; i++) {
      long gap = 0;
      int shift = 0;
      int last;
      do {
        if (at == end || shift > 28) {
          throw new CorruptDataException(
              "gaps are broken: position=" + i + " remaining=" + (end - at));
        }
        last = source[at++];
        gap |= (last & 0x7FL) << shift;
        shift += 7;
      } while (last < 0);
      next += gap;
      if (next > Integer.MAX_VALUE) {
        throw new CorruptDataException("offset out of range: position=" + i + " offset=" + next);
      }
      increasing[i] = (int) next;
      next++;
    }
    position = at;
  }

  /**
   * Reads a count of things that take at least {@code minBytes} each, and refuses one that the
   * remaining bytes can't hold, so that broken data never allocates a huge array.
   */
  public int readCount(int minBytes) {
    int count = readVarInt();
    if ((long) count * minBytes > remaining()) {
      throw new CorruptDataException(
          "count exceeds the data: count=" + count + " remainingBytes=" + remaining());
    }
    return count;
  }

  /** Reads a number that {@link ByteWriter#writeSignedVarLong} wrote. */
  public long readSignedVarLong() {
    long value = readVarLong();
    return (value >>> 1) ^ -(value & 1);
  }

  /** Reads bytes into an array. */
  public void readBytes(byte[] target, int offset, int length) {
    System.arraycopy(bytes, take(length), target, offset, length);
  }

  /** Reads what {@link ByteWriter#writeNullableBytes} wrote. */
  public byte @Nullable [] readNullableBytes() {
    int length = readVarInt() - 1;
    if (length < 0) {
      return null;
    }
    int at = take(length);
    return Arrays.copyOfRange(bytes, at, at + length);
  }

  /** Reads a text that {@link ByteWriter#writeString} wrote. */
  public String readString() {
    int length = readCount(1);
    return new String(bytes, take(length), length, StandardCharsets.UTF_8);
  }

  /** Reads {@code count} floats into an array. */
  public void readFloats(float[] target, int from, int count) {
    int at = take((int) Math.min(4L * count, Integer.MAX_VALUE));
    for (int i = 0; i < count; i++) {
      target[from + i] = Float.intBitsToFloat((int) INT.get(bytes, at + 4 * i));
    }
  }

  /** Reads {@code count} ints of four bytes each into an array. */
  public void readInts(int[] target, int from, int count) {
    int at = take((int) Math.min(4L * count, Integer.MAX_VALUE));
    for (int i = 0; i < count; i++) {
      target[from + i] = (int) INT.get(bytes, at + 4 * i);
    }
  }

  /** Reads {@code count} longs of eight bytes each. */
  public long[] readLongs(int count) {
    if (8L * count > remaining()) {
      throw new CorruptDataException(
          "longs exceed the data: longs=" + count + " bytes=" + remaining());
    }
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = readLong();
    }
    return values;
  }

  /** Reads an array that {@link ByteWriter#writeSignedVarLongs} wrote. */
  public long[] readSignedVarLongs() {
    long[] values = new long[readCount(1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readSignedVarLong();
    }
    return values;
  }
}
