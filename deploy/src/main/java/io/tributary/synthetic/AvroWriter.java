package io.tributary.synthetic;

import io.tributary.codec.ByteWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows as Avro data: the fields of a record one after the other, whole numbers as zigzag varints
 * and others as eight bytes, with nothing before, between or after them. Only {@link #schema} tells
 * what they are.
 */
public final class AvroWriter implements RecordWriter {
  private final List<Column> columns;

  /** Creates a writer of the rows of a design. */
  public AvroWriter(ClickDesign design) {
    columns = design.columns();
  }

  /** Returns the schema of the rows of a design, as JSON. */
  public static String schema(ClickDesign design) {
    return design.columns().stream()
        .map(
            column -> "    {\"name\": \"" + column.name() + "\", \"type\": \"" + type(column) + '"')
        .collect(
            Collectors.joining(
                "},\n",
                """
                {
                  "type": "record",
                  "name": "Click",
                  "namespace": "io.tributary.synthetic",
                  "fields": [
                """,
                "}\n  ]\n}\n"));
  }

  private static String type(Column column) {
    return switch (column.type()) {
      case LONG -> "long";
      case INT -> "int";
      case DECIMAL -> "double";
    };
  }

  @Override
  public void write(ClickRow row, ByteWriter out) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).type() == Column.Type.DECIMAL) {
        out.writeDouble(row.number(i));
      } else {
        out.writeSignedVarLong(row.value(i));
      }
    }
  }
}
