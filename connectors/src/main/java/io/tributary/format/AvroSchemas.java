package io.tributary.format;

import io.tributary.format.AvroType.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Makes of a schema how its records are read, once; records then need no look at the schema. */
final class AvroSchemas {
  private final IdentityHashMap<Schema, AvroType.Nested> records = new IdentityHashMap<>();

  private AvroSchemas() {}

  /**
   * Returns the schema of a record.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Schema parse(String json) {
    Schema schema;
    try {
      // Names and defaults are not in the data: what is wrong with them does no harm here.
      schema =
          new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false).parse(json);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not an avro schema: problem=" + firstLine(e), e);
    }
    if (schema.getType() != Schema.Type.RECORD) {
      throw new IllegalArgumentException(
          "not the avro schema of a record: type=" + schema.getType().getName());
    }
    return schema;
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Returns the names of a record's fields, in order. */
  static List<String> fieldNames(Schema schema) {
    return schema.getFields().stream().map(Schema.Field::name).toList();
  }

  /** Returns how a record's fields are read, in order. */
  static AvroType[] fieldTypes(Schema schema) {
    return new AvroSchemas().types(schema);
  }

  private AvroType[] types(Schema schema) {
    return schema.getFields().stream().map(field -> type(field.schema())).toArray(AvroType[]::new);
  }

  private AvroType type(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> new AvroType.Null();
      case BOOLEAN -> new AvroType.Bool();
      case INT -> new AvroType.Int();
      case LONG -> new AvroType.Whole();
      case FLOAT -> new AvroType.Single();
      case DOUBLE -> new AvroType.Real();
      case STRING -> new AvroType.Text();
      case BYTES -> bytes(schema, new Bytes(-1));
      case FIXED -> bytes(schema, new Bytes(schema.getFixedSize()));
      case ENUM -> new AvroType.Word(words(schema.getEnumSymbols()));
      case ARRAY -> new AvroType.Items(type(schema.getElementType()), false);
      case MAP -> new AvroType.Items(type(schema.getValueType()), true);
      case UNION ->
          new AvroType.Union(schema.getTypes().stream().map(this::type).toArray(AvroType[]::new));
      case RECORD -> record(schema);
    };
  }

  private static AvroType bytes(Schema schema, Bytes bytes) {
    return schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
        ? new AvroType.Decimal(bytes, decimal.getPrecision(), decimal.getScale())
        : bytes;
  }

  private static byte[][] words(List<String> symbols) {
    return symbols.stream()
        .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  private AvroType record(Schema schema) {
    AvroType.Nested known = records.get(schema);
    if (known != null) {
      return known;
    }
    AvroType.Nested nested = new AvroType.Nested();
    records.put(schema, nested);
    nested.complete(types(schema));
    return nested;
  }
}
