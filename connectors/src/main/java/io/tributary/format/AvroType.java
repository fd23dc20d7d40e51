package io.tributary.format;

import io.tributary.example.FieldValues;
import io.tributary.example.FieldValues.Kind;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How values of one Avro type are passed over, and how a value becomes a field's. */
sealed interface AvroType {
  /** Moves behind a value. */
  void skip(AvroCursor in);

  /** Moves behind a value and puts it into a slot. */
  void read(AvroCursor in, int slot, FieldValues out);

  /** Null, which takes no bytes. */
  record Null() implements AvroType {
    @Override
    public void skip(AvroCursor in) {}

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      out.setNull(slot);
    }
  }

  /** True or false. */
  record Bool() implements AvroType {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void skip(AvroCursor in) {
      in.readBoolean();
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      byte[] text = in.readBoolean() ? TRUE : FALSE;
      out.set(slot, Kind.BOOLEAN, text, 0, text.length);
    }
  }

  /** A whole number of 32 bits. */
  record Int() implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      in.readInt();
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      out.setLong(slot, in.readInt());
    }
  }

  /** A whole number of 64 bits. */
  record Whole() implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      in.readLong();
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      out.setLong(slot, in.readLong());
    }
  }

  /** A number of single precision. */
  record Single() implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      in.skip(Float.BYTES);
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      out.setDouble(slot, in.readFloat());
    }
  }

  /** A number of double precision. */
  record Real() implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      in.skip(Double.BYTES);
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      out.setDouble(slot, in.readDouble());
    }
  }

  /** A text. */
  record Text() implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      in.skip(in.readLength());
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      int length = in.readLength();
      if (!Utf8.isValid(in.bytes(), in.position(), length)) {
        throw in.broken("text that is not utf-8");
      }
      out.refer(slot, Kind.TEXT, in.position(), length);
      in.skip(length);
    }
  }

  /**
   * One of some words, written as its index.
   *
   * @param words the words in UTF-8
   */
  record Word(byte[][] words) implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      in.readIndex(words.length);
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      byte[] word = words[in.readIndex(words.length)];
      out.set(slot, Kind.TEXT, word, 0, word.length);
    }
  }

  /**
   * A value of one of several types, after the type's index.
   *
   * @param branches the types
   */
  record Union(AvroType[] branches) implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      branches[in.readIndex(branches.length)].skip(in);
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      branches[in.readIndex(branches.length)].read(in, slot, out);
    }
  }

  /**
   * Bytes without a meaning to us, so nobody can need them.
   *
   * @param size how many, or -1 when their number is written before them
   */
  record Bytes(int size) implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      in.skip(size < 0 ? in.readLength() : size);
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      throw unusable("bytes", slot, out);
    }
  }

  /**
   * A decimal number: bytes that are a whole number, the highest first, and a power of ten.
   *
   * @param bytes its bytes
   * @param precision most digits it has
   * @param scale digits behind the point
   */
  record Decimal(Bytes bytes, int precision, int scale) implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      bytes.skip(in);
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      int length = bytes.size() < 0 ? in.readLength() : bytes.size();
      int from = in.position();
      in.skip(length);
      // A digit takes less than half a byte. The text of very long numbers would take very long.
      if (length == 0 || (bytes.size() < 0 && length > precision / 2 + 8)) {
        throw in.broken("decimal of the wrong length");
      }
      BigInteger whole = new BigInteger(Arrays.copyOfRange(in.bytes(), from, from + length));
      byte[] text =
          new BigDecimal(whole, scale).toPlainString().getBytes(StandardCharsets.US_ASCII);
      out.set(slot, Kind.NUMBER, text, 0, text.length);
    }
  }

  /**
   * Values in blocks, each after their number; or after its negative and their bytes. A block of
   * none ends it.
   *
   * @param items what they are
   * @param keyed true for maps, where a text is before each value
   */
  record Items(AvroType items, boolean keyed) implements AvroType {
    @Override
    public void skip(AvroCursor in) {
      in.enter();
      for (long count = in.readLong(); count != 0; count = in.readLong()) {
        if (count < 0) {
          in.skip(in.readLength());
        } else {
          skipBlock(in, count);
        }
      }
      in.leave();
    }

    private void skipBlock(AvroCursor in, long count) {
      for (long i = 0; i < count; i++) {
        int before = in.position();
        if (keyed) {
          in.skip(in.readLength());
        }
        items.skip(in);
        // There may be any number of values that take no bytes.
        if (in.position() == before) {
          return;
        }
      }
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      throw unusable(keyed ? "a map" : "an array", slot, out);
    }
  }

  /** A record within the record. It may hold others like itself, so its fields come later. */
  final class Nested implements AvroType {
    private AvroType[] fields = {};

    /** Sets the types of the fields, once. */
    void complete(AvroType[] types) {
      fields = types;
    }

    @Override
    public void skip(AvroCursor in) {
      in.enter();
      for (AvroType field : fields) {
        field.skip(in);
      }
      in.leave();
    }

    @Override
    public void read(AvroCursor in, int slot, FieldValues out) {
      throw unusable("a record", slot, out);
    }
  }

  private static UnusableRecordException unusable(String found, int slot, FieldValues out) {
    return new UnusableRecordException(
        RejectReason.NESTED_VALUE, "field holds " + found + ": field=" + out.names().name(slot));
  }
}
