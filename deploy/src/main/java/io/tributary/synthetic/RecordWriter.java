package io.tributary.synthetic;

import io.tributary.codec.ByteWriter;

/** Writes rows as records of one format. Need not be thread safe. */
public sealed interface RecordWriter permits CsvWriter, JsonWriter, AvroWriter {
  /** Appends the record of a row, without anything that ends it. */
  void write(ClickRow row, ByteWriter out);
}
