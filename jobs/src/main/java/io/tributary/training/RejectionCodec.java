package io.tributary.training;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.example.RejectReason;
import org.jspecify.annotations.Nullable;

/**
 * Layout of a {@link Rejection}; a reason is written by its code, which never changes:
 *
 * <pre>
 * | reason | count varint | has a sample 1 | where | detail | value |
 * </pre>
 */
public final class RejectionCodec implements Codec<Rejection> {
  /** The codec. */
  public static final RejectionCodec INSTANCE = new RejectionCodec();

  private RejectionCodec() {}

  @Override
  public String name() {
    return "rejection";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(Rejection value, ByteWriter out) {
    out.writeString(value.reason().code());
    out.writeVarLong(value.count());
    RejectedSample first = value.first();
    out.writeBoolean(first != null);
    if (first != null) {
      out.writeString(first.where());
      out.writeString(first.detail());
      out.writeString(first.value());
    }
  }

  @Override
  public Rejection decode(ByteReader in) {
    return new Rejection(reason(in.readString()), in.readVarLong(), readSample(in));
  }

  private static @Nullable RejectedSample readSample(ByteReader in) {
    return in.readBoolean()
        ? new RejectedSample(in.readString(), in.readString(), in.readString())
        : null;
  }

  private static RejectReason reason(String code) {
    try {
      return RejectReason.ofCode(code);
    } catch (IllegalArgumentException e) {
      throw new CorruptDataException("unknown reject reason: reason=" + code);
    }
  }
}
