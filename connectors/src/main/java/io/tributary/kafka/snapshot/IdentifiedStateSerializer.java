package io.tributary.kafka.snapshot;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Layout of what the enumerator of examples keeps. The identity of the snapshot comes first:
 *
 * <pre>
 * | version of the identity varint | length + 1 varint | identity
 * | version of KafkaSource's layout varint | KafkaSource's own bytes |
 * </pre>
 */
public final class IdentifiedStateSerializer
    implements SimpleVersionedSerializer<KafkaSourceEnumState> {
  /** Larger than any of KafkaSource's, which are at 3. */
  private static final int VERSION = 1001;

  private final SimpleVersionedSerializer<KafkaSourceEnumState> kafka;
  private final SnapshotIdentity identity;

  /** What was read: to whom it belongs, and where KafkaSource's part begins. */
  private record Parts(SnapshotIdentity identity, int kafkaVersion, byte[] kafka) {}

  public IdentifiedStateSerializer(
      SimpleVersionedSerializer<KafkaSourceEnumState> kafka, SnapshotIdentity identity) {
    this.kafka = kafka;
    this.identity = identity;
  }

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(KafkaSourceEnumState state) throws IOException {
    ByteWriter own = new ByteWriter();
    SnapshotIdentityCodec.INSTANCE.encode(identity, own);
    byte[] bytes = kafka.serialize(state);
    ByteWriter out = new ByteWriter();
    out.writeVarInt(SnapshotIdentityCodec.INSTANCE.version());
    out.writeNullableBytes(own.toByteArray());
    out.writeVarInt(kafka.getVersion());
    out.writeBytes(bytes, 0, bytes.length);
    return out.toByteArray();
  }

  /** Returns what was written of the same training, or an {@link UnusableSnapshot}. */
  @Override
  public KafkaSourceEnumState deserialize(int version, byte[] bytes) {
    try {
      Parts parts = parts(version, bytes);
      List<SnapshotIdentity.Difference> differences = parts.identity.differences(identity);
      return differences.isEmpty()
          ? kafka.deserialize(parts.kafkaVersion, parts.kafka)
          : new UnusableSnapshot(new SnapshotMismatchException(differences, null));
    } catch (IOException e) {
      return new UnusableSnapshot(e);
    }
  }

  /** Returns what a snapshot belongs to, as far as it says so. */
  public static SnapshotIdentity identity(int version, byte[] bytes) throws IOException {
    return parts(version, bytes).identity;
  }

  private static Parts parts(int version, byte[] bytes) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "snapshot is of another program: layout=" + version + " readable=" + VERSION);
    }
    try {
      ByteReader in = new ByteReader(bytes);
      int layout = in.readVarInt();
      byte[] own = in.readNullableBytes();
      if (own == null || layout != SnapshotIdentityCodec.INSTANCE.version()) {
        throw new IOException(
            "snapshot was written by another version: layout="
                + layout
                + " readable="
                + SnapshotIdentityCodec.INSTANCE.version());
      }
      int kafkaVersion = in.readVarInt();
      return new Parts(
          SnapshotIdentityCodec.INSTANCE.decode(new ByteReader(own)),
          kafkaVersion,
          Arrays.copyOfRange(bytes, bytes.length - in.remaining(), bytes.length));
    } catch (CorruptDataException e) {
      throw new IOException("snapshot's identity can't be read", e);
    }
  }
}
