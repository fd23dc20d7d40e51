package io.tributary.kafka.source;

import io.tributary.codec.Codec;
import io.tributary.codec.CodecSource;
import io.tributary.format.SeenFieldsCodec;
import io.tributary.kafka.decoding.InputRecordCodec;
import io.tributary.kafka.snapshot.SnapshotIdentityCodec;
import io.tributary.rejected.RejectedRecordCodec;
import java.util.List;

/** The codecs of this module. */
public final class ConnectorCodecs implements CodecSource {
  @Override
  public List<Codec<?>> codecs() {
    return List.of(
        SeenFieldsCodec.INSTANCE,
        InputRecordCodec.INSTANCE,
        SnapshotIdentityCodec.INSTANCE,
        RejectedRecordCodec.INSTANCE);
  }
}
