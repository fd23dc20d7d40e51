package io.tributary.sharded;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.sharded.ShardMessage.Part;
import io.tributary.sharded.ShardMessage.Register;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Layout of a {@link ShardMessage}:
 *
 * <pre>
 * | kind 1 | block varint | source varint | epoch varint |
 * 1 register | sources varint | session 8 | generation varint | n varint | former * n
 * 2 part     | round varint | flags 1: last 1, all ones 2, fields 4, keys 8 | examples varint
 *            | n varint | gap of an offset varint * n, or key 8 * n, with keys | members
 *            | total varint, or 0 when they differ | total varint * members, when they differ
 *            | count varint * members | n varint | position varint * n
 *            | value 4 * n, absent when all ones | field varint * n, absent without fields |
 *
 * former  | number varint | n varint | sent varint * n |
 * members | n varint | gap varint * n, absent when n is the number of examples |
 * </pre>
 */
public final class ShardMessageCodec implements Codec<ShardMessage> {
  /** The codec. */
  public static final ShardMessageCodec INSTANCE = new ShardMessageCodec();

  private static final int REGISTER = 1;
  private static final int PART = 2;
  private static final int LAST = 1;
  private static final int ONES = 2;
  private static final int FIELDS = 4;
  private static final int KEYS = 8;
  private static final int ALL_FLAGS = LAST | ONES | FIELDS | KEYS;
  private static final long[] NO_KEYS = {};
  private static final int[] NO_FIELDS = {};
  private static final float[] NO_VALUES = {};

  private ShardMessageCodec() {}

  @Override
  public String name() {
    return "shard-message";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(ShardMessage value, ByteWriter out) {
    if (value instanceof Register register) {
      writeRegister(register, out);
    } else if (value instanceof Part part) {
      writePart(part, out);
    }
  }

  private static void writeRegister(Register register, ByteWriter out) {
    out.writeByte(REGISTER);
    out.writeVarInt(register.block());
    out.writeVarInt(register.source());
    out.writeVarLong(register.epoch());
    out.writeVarInt(register.sources());
    out.writeLong(register.session());
    out.writeVarLong(register.generation());
    writeEpochs(register.former(), out);
  }

  static void writePart(Part part, ByteWriter out) {
    out.writeByte(PART);
    out.writeVarInt(part.block());
    out.writeVarInt(part.source());
    out.writeVarLong(part.epoch());
    out.writeVarLong(part.round());
    boolean ones = part.values().length == 0;
    boolean fields = part.fields().length > 0;
    boolean keyed = part.keys().length > 0;
    out.writeByte(
        (part.last() ? LAST : 0) | (ones ? ONES : 0) | (fields ? FIELDS : 0) | (keyed ? KEYS : 0));
    out.writeVarInt(part.examples());
    out.writeVarInt(part.rows());
    if (keyed) {
      out.writeLongs(part.keys(), 0, part.keys().length);
    } else {
      out.writeGaps(part.offsets());
    }
    writeMembers(part.members(), part.examples(), out);
    writeTotals(part.totals(), out);
    writeVarInts(part.counts(), out);
    out.writeVarInt(part.positions().length);
    writeVarInts(part.positions(), out);
    if (!ones) {
      out.writeFloats(part.values(), 0, part.values().length);
    }
    if (fields) {
      writeVarInts(part.fields(), out);
    }
  }

  static void writeEpochs(List<Epoch> epochs, ByteWriter out) {
    out.writeVarInt(epochs.size());
    for (Epoch epoch : epochs) {
      out.writeVarLong(epoch.number());
      out.writeVarInt(epoch.sent().length);
      for (long sent : epoch.sent()) {
        out.writeVarLong(sent);
      }
    }
  }

  static List<Epoch> readEpochs(ByteReader in) {
    int count = in.readCount(2);
    List<Epoch> epochs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long number = in.readVarLong();
      long[] sent = new long[in.readCount(1)];
      for (int source = 0; source < sent.length; source++) {
        sent[source] = in.readVarLong();
      }
      epochs.add(new Epoch(number, sent));
    }
    return epochs;
  }

  static void writeMembers(int[] members, int examples, ByteWriter out) {
    out.writeVarInt(members.length);
    if (members.length < examples) {
      out.writeGaps(members);
    }
  }

  /** Reads members, each of which takes so many bytes more, at least 1, after all of them. */
  static int[] readMembers(int examples, int bytesOfEach, ByteReader in) {
    int[] members = new int[in.readCount(bytesOfEach)];
    if (members.length < examples) {
      in.readGaps(members);
    } else {
      for (int i = 0; i < members.length; i++) {
        members[i] = i;
      }
    }
    if (members.length > examples
        || (members.length > 0 && members[members.length - 1] >= examples)) {
      throw new CorruptDataException(
          "members exceed the examples: members=" + members.length + " examples=" + examples);
    }
    return members;
  }

  // Usually all examples have the same features, so as many of them.
  private static void writeTotals(int[] totals, ByteWriter out) {
    int first = totals.length == 0 ? 0 : totals[0];
    for (int total : totals) {
      if (total != first) {
        out.writeVarInt(0);
        writeVarInts(totals, out);
        return;
      }
    }
    out.writeVarInt(first);
  }

  private static int[] readTotals(int members, ByteReader in) {
    int all = in.readVarInt();
    if (all == 0) {
      return readVarInts(members, in);
    }
    int[] totals = new int[members];
    Arrays.fill(totals, all);
    return totals;
  }

  private static void writeVarInts(int[] numbers, ByteWriter out) {
    for (int number : numbers) {
      out.writeVarInt(number);
    }
  }

  private static int[] readVarInts(int count, ByteReader in) {
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.readVarInt();
    }
    return numbers;
  }

  @Override
  public ShardMessage decode(ByteReader in) {
    int kind = in.readByte();
    int block = in.readVarInt();
    int source = in.readVarInt();
    long epoch = readNumber(in);
    return switch (kind) {
      case REGISTER -> {
        int sources = in.readVarInt();
        long session = in.readLong();
        long generation = in.readVarLong();
        yield new Register(block, source, sources, session, generation, epoch, readEpochs(in));
      }
      case PART -> readPart(block, source, epoch, in);
      default ->
          throw new CorruptDataException(
              "unknown shard message kind: kind=" + kind + " allowed=1,2");
    };
  }

  /** Reads a number that is not negative. */
  static long readNumber(ByteReader in) {
    long number = in.readVarLong();
    if (number < 0) {
      throw new CorruptDataException("number is negative: number=" + number);
    }
    return number;
  }

  static Part readPart(ByteReader in) {
    if (INSTANCE.decode(in) instanceof Part part) {
      return part;
    }
    throw new CorruptDataException("unexpected shard message: allowed=part");
  }

  private static Part readPart(int block, int source, long epoch, ByteReader in) {
    long round = readNumber(in);
    int flags = in.readByte();
    int examples = in.readVarInt();
    boolean keyed = (flags & KEYS) != 0;
    int rows = in.readCount(keyed ? Long.BYTES : 1);
    int[] offsets = new int[keyed ? 0 : rows];
    in.readGaps(offsets);
    long[] keys = keyed ? readKeys(rows, in) : NO_KEYS;
    int[] members = readMembers(examples, 1, in);
    int[] totals = readTotals(members.length, in);
    int[] counts = readVarInts(members.length, in);
    int[] positions = readVarInts(in.readCount(1), in);
    check(flags, rows, counts, positions);
    boolean ones = (flags & ONES) != 0;
    if (!ones && (long) positions.length * 4 > in.remaining()) {
      throw new CorruptDataException(
          "values exceed the data: values=" + positions.length + " bytes=" + in.remaining());
    }
    float[] values = ones ? NO_VALUES : new float[positions.length];
    in.readFloats(values, 0, values.length);
    int[] fields = (flags & FIELDS) == 0 ? NO_FIELDS : readVarInts(positions.length, in);
    return new Part(
        block,
        source,
        epoch,
        round,
        (flags & LAST) != 0,
        examples,
        offsets,
        keys,
        members,
        counts,
        totals,
        positions,
        values,
        fields);
  }

  /** Reads keys, and makes sure that they are distinct. */
  private static long[] readKeys(int count, ByteReader in) {
    long[] keys = in.readLongs(count);
    for (int i = 1; i < count; i++) {
      if (keys[i] <= keys[i - 1]) {
        throw new CorruptDataException(
            "keys do not increase: position=" + i + " key=" + keys[i] + " before=" + keys[i - 1]);
      }
    }
    return keys;
  }

  private static void check(int flags, int rows, int[] counts, int[] positions) {
    if (flags > ALL_FLAGS
        || ((flags & KEYS) != 0 && rows == 0)
        || ((flags & FIELDS) != 0 && positions.length == 0)) {
      throw new CorruptDataException("unknown flags of a part: flags=" + flags);
    }
    if (positions.length == 0 && (flags & ONES) == 0) {
      throw new CorruptDataException("part without coordinates has values: flags=" + flags);
    }
    long sum = 0;
    for (int count : counts) {
      sum += count;
    }
    if (sum != positions.length) {
      throw new CorruptDataException(
          "counts differ from the coordinates: sum=" + sum + " positions=" + positions.length);
    }
    for (int position : positions) {
      if (position >= rows) {
        throw new CorruptDataException(
            "position exceeds the offsets: position=" + position + " offsets=" + rows);
      }
    }
  }
}
