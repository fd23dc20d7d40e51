package io.tributary.format;

import java.io.Serializable;
import java.util.List;

/**
 * What must be known to read Avro records, which don't say what they are.
 *
 * @param schema the schema they were written with, as JSON
 * @param header what is before each record
 */
public record AvroOptions(String schema, Header header) implements Serializable {
  /** What is before each record. */
  public enum Header {
    /** Nothing. */
    NONE,
    /**
     * A byte 0 and the four bytes of a schema's id, as Confluent's serializers write. The id is not
     * looked up: all records must be of the one schema.
     */
    CONFLUENT
  }

  /**
   * Returns the names of the fields that records have.
   *
   * @throws IllegalArgumentException when the schema is not one of an Avro record
   */
  public List<String> fieldNames() {
    return AvroSchemas.fieldNames(AvroSchemas.parse(schema));
  }
}
