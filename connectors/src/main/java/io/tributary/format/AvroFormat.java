package io.tributary.format;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import io.tributary.format.AvroOptions.Header;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An Avro datum per record, in Avro's binary encoding and without a container, all of one schema:
 * the one they were written with, which is not resolved against another.
 *
 * <p>Needed fields are texts, numbers, booleans, enums (their symbol) or null, or a union of these.
 * Logical types are the numbers they are written as; decimals are decimal numbers. Other fields may
 * hold anything. As a category, a double is written as Java does: 5.0 where JSON may have 5.
 */
final class AvroFormat implements ExampleFormat {
  static final String NAME = "avro";

  private static final int HEADER_BYTES = 5;

  private final List<String> fields;
  private final AvroType[] types;
  private final boolean hasHeader;
  private final AvroCursor in = new AvroCursor();

  private final int[] slots;
  private @Nullable FieldNames names;

  AvroFormat(FormatOptions options) {
    AvroOptions avro = options.avro();
    if (avro == null) {
      throw new IllegalArgumentException("avro records can't be read without their schema");
    }
    Schema schema = AvroSchemas.parse(avro.schema());
    fields = AvroSchemas.fieldNames(schema);
    types = AvroSchemas.fieldTypes(schema);
    slots = new int[types.length];
    hasHeader = avro.header() == Header.CONFLUENT;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void decode(byte[] record, int offset, int length, FieldValues out) {
    out.clear(record);
    if (length == 0) {
      throw new UnusableRecordException(RejectReason.EMPTY, "record is blank: bytes=0");
    }
    if (names != out.names()) {
      resolveFields(out.names());
    }
    in.reset(record, offset, length);
    if (hasHeader) {
      skipHeader();
    }
    for (int i = 0; i < types.length; i++) {
      if (slots[i] < 0) {
        types[i].skip(in);
      } else {
        types[i].read(in, slots[i], out);
      }
    }
    if (in.remaining() > 0) {
      throw in.broken("it goes on after its last field");
    }
  }

  @Override
  public List<String> fieldNames(byte[] record, int offset, int length) {
    return fields;
  }

  private void resolveFields(FieldNames newNames) {
    for (int i = 0; i < slots.length; i++) {
      slots[i] = newNames.slot(fields.get(i));
    }
    names = newNames;
  }

  private void skipHeader() {
    if (in.remaining() < HEADER_BYTES || in.bytes()[in.position()] != 0) {
      throw in.broken("it does not begin with a byte 0 and the id of a schema");
    }
    in.skip(HEADER_BYTES);
  }
}
