package io.tributary.codec;

/**
 * Writes values of one type as bytes and reads them back. A codec is stateless and thread safe.
 *
 * @param <T> the type
 */
public interface Codec<T> {
  /** Returns the name of the layout, which never changes. */
  String name();

  /** Returns the version of the layout that {@link #encode} writes; it only ever grows. */
  int version();

  /** Appends a value. */
  void encode(T value, ByteWriter out);

  /**
   * Reads a value that {@link #encode} of this version wrote.
   *
   * @throws CorruptDataException when the bytes are not such a value
   */
  T decode(ByteReader in);

  /** Returns the oldest version that {@link #decode(ByteReader, int)} reads. */
  default int oldestReadable() {
    return version();
  }

  /**
   * Reads a value that this version or an earlier one wrote, from {@link #oldestReadable} on.
   *
   * @param version of the layout
   * @throws CorruptDataException when the bytes are not such a value
   */
  default T decode(ByteReader in, int version) {
    return decode(in);
  }

  /** Returns true when values are never changed once made, so that they may be shared. */
  default boolean isImmutable() {
    return true;
  }

  /** Returns an equal value that shares nothing that may change. */
  default T copy(T value) {
    if (isImmutable()) {
      return value;
    }
    ByteWriter out = new ByteWriter();
    encode(value, out);
    return decode(new ByteReader(out.buffer(), 0, out.size()));
  }
}
