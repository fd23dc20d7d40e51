package io.tributary.kafka.snapshot;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import java.util.TreeMap;

/**
 * Layout of a {@link SnapshotIdentity}, in the order of the keys:
 *
 * <pre>
 * | settings varint | settings times: | key | value | |
 * </pre>
 */
public final class SnapshotIdentityCodec implements Codec<SnapshotIdentity> {
  /** The codec. */
  public static final SnapshotIdentityCodec INSTANCE = new SnapshotIdentityCodec();

  private static final int LEAST_BYTES = 2;

  private SnapshotIdentityCodec() {}

  @Override
  public String name() {
    return "snapshot-identity";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(SnapshotIdentity value, ByteWriter out) {
    out.writeVarInt(value.settings().size());
    value
        .settings()
        .forEach(
            (key, setting) -> {
              out.writeString(key);
              out.writeString(setting);
            });
  }

  @Override
  public SnapshotIdentity decode(ByteReader in) {
    int count = in.readCount(LEAST_BYTES);
    TreeMap<String, String> settings = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      settings.put(in.readString(), in.readString());
    }
    return new SnapshotIdentity(settings);
  }
}
