package io.tributary.kafka;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.codec.ExampleCodec;
import io.tributary.example.Example;
import io.tributary.kafka.InputRecord.Accepted;
import io.tributary.kafka.InputRecord.Batch;
import io.tributary.kafka.InputRecord.Refused;
import io.tributary.rejected.RejectedRecordCodec;
import java.util.List;

/**
 * Layout of an {@link InputRecord}:
 *
 * <pre>
 * | kind 1 |
 * 1 accepted | example |
 * 2 refused  | rejected record |
 * 3 batch    | count varint | example * count |
 * </pre>
 */
public final class InputRecordCodec implements Codec<InputRecord> {
  /** The codec. */
  public static final InputRecordCodec INSTANCE = new InputRecordCodec();

  private static final int ACCEPTED = 1;
  private static final int REFUSED = 2;
  private static final int BATCH = 3;
  private static final int LEAST_EXAMPLE_BYTES = 34;

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
    if (value instanceof Accepted accepted) {
      out.writeByte(ACCEPTED);
      ExampleCodec.INSTANCE.encode(accepted.example(), out);
    } else if (value instanceof Refused refused) {
      out.writeByte(REFUSED);
      RejectedRecordCodec.INSTANCE.encode(refused.record(), out);
    } else if (value instanceof Batch batch) {
      out.writeByte(BATCH);
      out.writeVarInt(batch.examples().size());
      for (Example example : batch.examples()) {
        ExampleCodec.INSTANCE.encode(example, out);
      }
    }
  }

  @Override
  public InputRecord decode(ByteReader in) {
    int kind = in.readByte();
    return switch (kind) {
      case ACCEPTED -> new Accepted(ExampleCodec.INSTANCE.decode(in));
      case REFUSED -> new Refused(RejectedRecordCodec.INSTANCE.decode(in));
      case BATCH -> decodeBatch(in);
      default ->
          throw new CorruptDataException(
              "unknown input record kind: kind=" + kind + " allowed=1..3");
    };
  }

  private static Batch decodeBatch(ByteReader in) {
    Example[] examples = new Example[in.readCount(LEAST_EXAMPLE_BYTES)];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = ExampleCodec.INSTANCE.decode(in);
    }
    return new Batch(List.of(examples));
  }
}
