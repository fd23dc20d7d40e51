package io.tributary.types;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a savepoint says of the serializer that wrote it: the codec's name and its layout's version.
 * Flink writes the name of this class, too, so that it can't move.
 *
 * @param <T> the type
 */
public final class CodecSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final int CURRENT = 1;

  private String codecName = "";
  private int version;

  /** Creates an empty one, for Flink to read into. */
  public CodecSerializerSnapshot() {}

  CodecSerializerSnapshot(String codecName, int version) {
    this.codecName = codecName;
    this.version = version;
  }

  @Override
  public int getCurrentVersion() {
    return CURRENT;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(codecName);
    out.writeInt(version);
  }

  @Override
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader)
      throws IOException {
    codecName = in.readUTF();
    version = in.readInt();
  }

  /**
   * Returns the serializer that reads what was written.
   *
   * @throws IllegalStateException when there is none: Flink reads most state before it asks whether
   *     the layouts agree, and would read garbage
   */
  @Override
  public TypeSerializer<T> restoreSerializer() {
    return CodecSerializer.reading(codecName, version);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> oldSerializerSnapshot) {
    if (!(oldSerializerSnapshot instanceof CodecSerializerSnapshot<T> old)
        || !codecName.equals(old.codecName)) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    if (version == old.version) {
      return TypeSerializerSchemaCompatibility.compatibleAsIs();
    }
    return CodecSerializer.canRead(codecName, old.version, version)
        ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
