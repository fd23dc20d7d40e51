package io.tributary.sharded;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.sharded.LoopMessage.Announced;
import org.jspecify.annotations.Nullable;

/**
 * Layout of a {@link LoopMessage}:
 *
 * <pre>
 * | version 1 | kind 1 | session 8 |
 * 1 errors    | epoch varint | source varint | round varint | last 1
 *             | newestEventTime 8 | oldestSentTime 8
 *             | n varint | damping 4 * n | n varint | slope 4 * n |
 * 2 announced | generation varint |
 * </pre>
 */
public final class LoopMessageCodec implements Codec<LoopMessage> {
  /** The codec. */
  public static final LoopMessageCodec INSTANCE = new LoopMessageCodec();

  private static final int ERRORS = 1;
  private static final int ANNOUNCED = 2;

  private LoopMessageCodec() {}

  @Override
  public String name() {
    return "loop-message";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(LoopMessage value, ByteWriter out) {
    out.writeByte(version());
    if (value instanceof Errors errors) {
      writeErrors(errors, out);
    } else if (value instanceof Announced announced) {
      out.writeByte(ANNOUNCED);
      out.writeLong(announced.session());
      out.writeVarLong(announced.generation());
    }
  }

  private static void writeErrors(Errors value, ByteWriter out) {
    Errors.Header header = value.header();
    out.writeByte(ERRORS);
    out.writeLong(header.session());
    out.writeVarLong(header.epoch());
    out.writeVarInt(header.source());
    out.writeVarLong(header.round());
    out.writeBoolean(header.last());
    out.writeLong(value.newestEventTime());
    out.writeLong(value.oldestSentTime());
    out.writeVarInt(value.examples());
    out.writeFloats(value.dampings(), 0, value.examples());
    out.writeVarInt(value.slopes().length);
    out.writeFloats(value.slopes(), 0, value.slopes().length);
  }

  /** Reads which batch errors are of, and nothing more; null when it is another message. */
  public static Errors.@Nullable Header readHeader(ByteReader in) {
    return readKind(in) == ERRORS ? readErrorsHeader(in) : null;
  }

  private static int readKind(ByteReader in) {
    int version = in.readByte();
    if (version != INSTANCE.version()) {
      throw new CorruptDataException(
          "unknown version: version=" + version + " allowed=" + INSTANCE.version());
    }
    return in.readByte();
  }

  private static Errors.Header readErrorsHeader(ByteReader in) {
    long session = in.readLong();
    long epoch = ShardMessageCodec.readNumber(in);
    int source = in.readVarInt();
    long round = ShardMessageCodec.readNumber(in);
    return new Errors.Header(epoch, source, round, session, in.readBoolean());
  }

  static Errors readErrors(ByteReader in) {
    if (INSTANCE.decode(in) instanceof Errors errors) {
      return errors;
    }
    throw new CorruptDataException("unexpected loop message: allowed=errors");
  }

  @Override
  public LoopMessage decode(ByteReader in) {
    int kind = readKind(in);
    return switch (kind) {
      case ERRORS -> {
        Errors.Header header = readErrorsHeader(in);
        long newestEventTime = in.readLong();
        long oldestSentTime = in.readLong();
        float[] dampings = new float[in.readCount(4)];
        in.readFloats(dampings, 0, dampings.length);
        float[] slopes = new float[in.readCount(4)];
        in.readFloats(slopes, 0, slopes.length);
        yield new Errors(
            header, dampings.length, slopes, dampings, newestEventTime, oldestSentTime);
      }
      case ANNOUNCED -> new Announced(in.readLong(), ShardMessageCodec.readNumber(in));
      default ->
          throw new CorruptDataException(
              "unknown loop message kind: kind=" + kind + " allowed=1,2");
    };
  }
}
