package io.tributary.synthetic;

/** The formats rows can be written in. */
public enum RowFormat {
  /** Comma-separated values. */
  CSV,
  /** A JSON object a row. */
  JSON,
  /** Avro's binary encoding. */
  AVRO;

  /** Returns a new writer of the rows of a design. */
  public RecordWriter writer(ClickDesign design) {
    return switch (this) {
      case CSV -> new CsvWriter(design);
      case JSON -> new JsonWriter(design);
      case AVRO -> new AvroWriter(design);
    };
  }
}
