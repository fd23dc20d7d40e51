package io.tributary.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing buffer of bytes. Fixed-size numbers are little-endian; varints are LEB128, signed ones
 * zigzag. Not thread safe.
 */
public final class ByteWriter {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int size;

  /** Creates an empty buffer of 256 bytes, which grows. */
  public ByteWriter() {
    this(256);
  }

  /** Creates an empty buffer of a given capacity, which grows. */
  public ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** Forgets the content and keeps the buffer. */
  public void clear() {
    size = 0;
  }

  /** Returns the number of bytes written. */
  public int size() {
    return size;
  }

  /** Returns the buffer; valid up to {@link #size()}, until the next write. */
  public byte[] buffer() {
    return bytes;
  }

  /** Returns a copy of the written bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Makes room for {@code more} bytes, so that the writes that follow need not grow. */
  public void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
    }
  }

  /** Writes one byte. */
  public void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Writes one byte, 1 or 0. */
  public void writeBoolean(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /** Writes four bytes. */
  public void writeInt(int value) {
    reserve(4);
    INT.set(bytes, size, value);
    size += 4;
  }

  /** Writes eight bytes. */
  public void writeLong(long value) {
    reserve(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  /** Writes four bytes. */
  public void writeFloat(float value) {
    writeInt(Float.floatToRawIntBits(value));
  }

  /** Writes eight bytes. */
  public void writeDouble(double value) {
    writeLong(Double.doubleToRawLongBits(value));
  }

  /** Writes a number that is not negative in one to ten bytes, small ones short. */
  public void writeVarLong(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Writes a number that is not negative in one to five bytes, small ones short. */
  public void writeVarInt(int value) {
    reserve(5);
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Writes strictly increasing numbers from 0 up as varints of the gaps between them. */
  public void writeGaps(int[] increasing) {
    reserve(Math.multiplyExact(increasing.length, 5));
    byte[] target = bytes;
    int at = size;
    int next = 0;
    for (int number : increasing) {
      int rest = number - next;
      while ((rest & ~0x7F) != 0) {
        target[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      target[at++] = (byte) rest;
      next = number + 1;
    }
    size = at;
  }

  /** Writes a number in one to ten bytes, those near zero short. */
  public void writeSignedVarLong(long value) {
    writeVarLong((value << 1) ^ (value >> 63));
  }

  /** Writes bytes as they are, without their length. */
  public void writeBytes(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /** Writes bytes with one more than their length before them, or 0 for null. */
  public void writeNullableBytes(byte @Nullable [] source) {
    writeVarInt(source == null ? 0 : source.length + 1);
    if (source != null) {
      writeBytes(source, 0, source.length);
    }
  }

  /** Writes a text as its length in bytes and its UTF-8 bytes. */
  public void writeString(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    writeVarInt(utf8.length);
    writeBytes(utf8, 0, utf8.length);
  }

  /** Writes {@code count} floats, without their count. */
  public void writeFloats(float[] values, int from, int count) {
    reserve(Math.multiplyExact(count, 4));
    byte[] target = bytes;
    int at = size;
    for (int i = from; i < from + count; i++) {
      INT.set(target, at, Float.floatToRawIntBits(values[i]));
      at += 4;
    }
    size = at;
  }

  /** Writes {@code count} ints of four bytes each, without their count. */
  public void writeInts(int[] values, int from, int count) {
    reserve(Math.multiplyExact(count, 4));
    byte[] target = bytes;
    int at = size;
    for (int i = from; i < from + count; i++) {
      INT.set(target, at, values[i]);
      at += 4;
    }
    size = at;
  }

  /** Writes {@code count} longs of eight bytes each, without their count. */
  public void writeLongs(long[] values, int from, int count) {
    reserve(Math.multiplyExact(count, 8));
    for (int i = from; i < from + count; i++) {
      writeLong(values[i]);
    }
  }

  /** Writes an array of longs with its length, those near zero short. */
  public void writeSignedVarLongs(long[] values) {
    writeVarInt(values.length);
    for (long value : values) {
      writeSignedVarLong(value);
    }
  }
}
