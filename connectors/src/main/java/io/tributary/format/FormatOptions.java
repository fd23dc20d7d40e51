package io.tributary.format;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a format may need to know. Formats ignore what doesn't concern them.
 *
 * @param columns names of the columns of CSV records in order, or none when every record is a
 *     header line and one data line
 * @param delimiter what separates cells of CSV records
 * @param avro what Avro records are, or null when they are of another format
 */
public record FormatOptions(List<String> columns, char delimiter, @Nullable AvroOptions avro)
    implements Serializable {
  /** No columns, and a comma. */
  public static final FormatOptions DEFAULT = new FormatOptions(List.of());

  public FormatOptions {
    columns = List.copyOf(columns);
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException("column is there twice: columns=" + columns);
    }
    if (delimiter >= 0x80 || "\"\r\n\0".indexOf(delimiter) >= 0) {
      throw new IllegalArgumentException(
          "delimiter is not one ASCII character, or a quote or line end: delimiter="
              + (int) delimiter);
    }
  }

  /** Creates options with commas between cells. */
  public FormatOptions(List<String> columns) {
    this(columns, ',');
  }

  /** Creates options of CSV records. */
  public FormatOptions(List<String> columns, char delimiter) {
    this(columns, delimiter, null);
  }

  /** Creates options of Avro records. */
  public FormatOptions(AvroOptions avro) {
    this(List.of(), ',', avro);
  }
}
