package io.tributary.types;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.Codecs;
import java.io.IOException;
import java.io.ObjectInputStream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Lets Flink send and store what a codec writes:
 *
 * <pre>
 * | length 4, big-endian | the codec's bytes |
 * </pre>
 *
 * @param <T> the type
 */
public final class CodecSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final String codecName;

  /** Of the layout that is read; what is written is always the newest. */
  private final int readVersion;

  private transient Codec<T> codec;
  private transient ByteWriter writer;
  private transient ByteReader reader;
  private transient byte[] buffer;

  private CodecSerializer(String codecName, int readVersion, Codec<T> codec) {
    this.codecName = codecName;
    this.readVersion = readVersion;
    this.codec = codec;
    writer = new ByteWriter();
    buffer = new byte[256];
    reader = new ByteReader(buffer);
  }

  /**
   * Returns the serializer of a codec.
   *
   * @throws IllegalStateException when the codec is not one of {@link Codecs}
   */
  public static <T> CodecSerializer<T> of(Codec<T> codec) {
    if (Codecs.named(codec.name()) != codec) {
      throw new IllegalStateException(
          "another codec has this name: name="
              + codec.name()
              + " codec="
              + codec.getClass().getName()
              + " registered="
              + Codecs.named(codec.name()).getClass().getName());
    }
    return new CodecSerializer<>(codec.name(), codec.version(), codec);
  }

  /**
   * Returns a serializer that reads what some version of a codec wrote.
   *
   * @throws IllegalStateException when there is no such codec, or it can't read that version
   */
  static <T> CodecSerializer<T> reading(String codecName, int version) {
    Codec<T> codec = find(codecName);
    if (version < codec.oldestReadable() || version > codec.version()) {
      throw new IllegalStateException(
          "state was written in another version of its layout: codec="
              + codecName
              + " written="
              + version
              + " readable="
              + readable(codec));
    }
    return new CodecSerializer<>(codecName, version, codec);
  }

  /** Returns true when a codec of one version reads what another one wrote. */
  static boolean canRead(String codecName, int written, int version) {
    Codec<?> codec = find(codecName);
    return version == codec.version() && written >= codec.oldestReadable() && written < version;
  }

  private static String readable(Codec<?> codec) {
    return codec.oldestReadable() == codec.version()
        ? Integer.toString(codec.version())
        : codec.oldestReadable() + ".." + codec.version();
  }

  @SuppressWarnings("unchecked")
  private static <T> Codec<T> find(String codecName) {
    return (Codec<T>) Codecs.named(codecName);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    codec = find(codecName);
    writer = new ByteWriter();
    buffer = new byte[256];
    reader = new ByteReader(buffer);
  }

  Codec<T> codec() {
    return codec;
  }

  @Override
  public boolean isImmutableType() {
    return codec.isImmutable();
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return new CodecSerializer<>(codecName, readVersion, codec);
  }

  @Override
  public @Nullable T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return codec.isImmutable() ? from : codec.copy(from);
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    writer.clear();
    codec.encode(value, writer);
    target.writeInt(writer.size());
    target.write(writer.buffer(), 0, writer.size());
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    int length = fillBuffer(source);
    reader.reset(buffer, 0, length);
    return readVersion == codec.version()
        ? codec.decode(reader)
        : codec.decode(reader, readVersion);
  }

  private int fillBuffer(DataInputView source) throws IOException {
    int length = source.readInt();
    if (buffer.length < length) {
      buffer = new byte[Math.max(length, buffer.length * 2)];
    }
    source.readFully(buffer, 0, length);
    return length;
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    if (readVersion != codec.version()) {
      serialize(deserialize(source), target);
      return;
    }
    // Not from view to view: Flink's buffers don't grow for that.
    int length = fillBuffer(source);
    target.writeInt(length);
    target.write(buffer, 0, length);
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new CodecSerializerSnapshot<>(codecName, codec.version());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CodecSerializer<?> that && codecName.equals(that.codecName);
  }

  @Override
  public int hashCode() {
    return codecName.hashCode();
  }
}
