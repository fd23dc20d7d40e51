package io.tributary.kafka.decoding;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.codec.ExampleCodec;
import io.tributary.format.SeenFieldsCodec;
import io.tributary.kafka.decoding.InputRecord.Decoded;
import io.tributary.kafka.decoding.InputRecord.Ended;
import io.tributary.kafka.decoding.InputRecord.Looked;
import io.tributary.kafka.decoding.InputRecord.LoopRecord;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.kafka.decoding.InputRecord.Rejected;
import io.tributary.kafka.decoding.InputRecord.Skipped;
import io.tributary.rejected.RejectedRecordCodec;

/**
 * Layout of an {@link InputRecord}, which is sent between tasks and never stored:
 *
 * <pre>
 * | kind 1 |
 * 1 decoded  | example |
 * 2 rejected | rejected record |
 * 3 master   | partition varint | offset varint | block message |
 * 4 ended    |
 * 5 looked   | seen fields |
 * 6 skipped  |
 * 7 loop     | length varint | value |
 * </pre>
 */
public final class InputRecordCodec implements Codec<InputRecord> {
  /** The codec. */
  public static final InputRecordCodec INSTANCE = new InputRecordCodec();

  private static final int DECODED = 1;
  private static final int REJECTED = 2;
  private static final int MASTER_MESSAGE = 3;
  private static final int ENDED = 4;
  private static final int LOOKED = 5;
  private static final int SKIPPED = 6;
  private static final int LOOP = 7;

  private InputRecordCodec() {}

  @Override
  public String name() {
    return "input-record";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(InputRecord value, ByteWriter out) {
    if (value instanceof Decoded decoded) {
      out.writeByte(DECODED);
      ExampleCodec.INSTANCE.encode(decoded.example(), out);
    } else if (value instanceof Rejected bad) {
      out.writeByte(REJECTED);
      RejectedRecordCodec.INSTANCE.encode(bad.record(), out);
    } else if (value instanceof MasterMessage said) {
      out.writeByte(MASTER_MESSAGE);
      out.writeVarInt(said.partition());
      out.writeVarLong(said.offset());
      BlockMessageCodec.INSTANCE.encode(said.message(), out);
    } else if (value instanceof Ended) {
      out.writeByte(ENDED);
    } else if (value instanceof Looked looked) {
      out.writeByte(LOOKED);
      SeenFieldsCodec.INSTANCE.encode(looked.fields(), out);
    } else if (value instanceof Skipped) {
      out.writeByte(SKIPPED);
    } else if (value instanceof LoopRecord loop) {
      out.writeByte(LOOP);
      out.writeVarInt(loop.value().length);
      out.writeBytes(loop.value(), 0, loop.value().length);
    }
  }

  @Override
  public InputRecord decode(ByteReader in) {
    int kind = in.readByte();
    return switch (kind) {
      case DECODED -> new Decoded(ExampleCodec.INSTANCE.decode(in));
      case REJECTED -> new Rejected(RejectedRecordCodec.INSTANCE.decode(in));
      case MASTER_MESSAGE -> masterMessage(in.readVarInt(), in.readVarLong(), in);
      case ENDED -> new Ended();
      case LOOKED -> new Looked(SeenFieldsCodec.INSTANCE.decode(in));
      case SKIPPED -> new Skipped();
      case LOOP -> loopRecord(in);
      default ->
          throw new CorruptDataException(
              "unknown input record kind: kind=" + kind + " allowed=1..7");
    };
  }

  private static LoopRecord loopRecord(ByteReader in) {
    byte[] value = new byte[in.readCount(1)];
    in.readBytes(value, 0, value.length);
    return new LoopRecord(value);
  }

  private static MasterMessage masterMessage(int partition, long offset, ByteReader in) {
    return new MasterMessage(BlockMessageCodec.INSTANCE.decode(in), partition, offset);
  }
}
