package io.tributary.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tributary.synthetic.AvroWriter;
import io.tributary.synthetic.ClickDesign;
import io.tributary.synthetic.ClickRecords;
import io.tributary.synthetic.ClickStream;
import io.tributary.synthetic.Drift;
import io.tributary.synthetic.RowFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of the synthetic click stream, as records of a topic.
 *
 * @param fields how many fields a row has, 12 or 39
 * @param format name of the record format
 * @param partitions partitions of the topic, over which the key field spreads the rows
 * @param rows how many rows
 */
public record ClickData(int fields, String format, int partitions, long rows) {
  /** The fields there are. */
  public static final List<Integer> FIELDS = List.of(12, 39);

  static final String LABEL = "y";
  private static final long SEED = 42;
  private static final long WEIGHT_SEED = 7;

  /** Checks that there is such a stream. */
  public ClickData {
    if (!FIELDS.contains(fields) || partitions < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "no such data: fields="
              + fields
              + " partitions="
              + partitions
              + " rows="
              + rows
              + " allowed fields="
              + FIELDS);
    }
  }

  @JsonIgnore
  String topic() {
    return String.join(
        "-",
        "clicks",
        Integer.toString(fields),
        format,
        Integer.toString(partitions),
        Long.toString(rows));
  }

  private ClickDesign design() {
    return fields == 12 ? ClickDesign.FIELDS_12 : ClickDesign.FIELDS_39;
  }

  /** Returns the schema of its rows as Avro records. */
  @JsonIgnore
  String avroSchema() {
    return AvroWriter.schema(design());
  }

  // A field of many values, none of which is frequent: each partition gets about as many rows.
  @JsonIgnore
  String keyField() {
    return fields == 12 ? "f11" : "c11";
  }

  @JsonIgnore
  List<String> columns() {
    return design().columnNames();
  }

  /** Returns the features of all fields, as a pipeline file has them. */
  @JsonIgnore
  List<String> features() {
    return fields == 12
        ? IntStream.range(0, 12).mapToObj(i -> "f" + i).toList()
        : IntStream.range(0, 39)
            .mapToObj(i -> i < 13 ? "{numeric: n" + i + ", transform: log1p}" : "c" + (i - 13))
            .collect(Collectors.toList());
  }

  ClickRecords records() {
    return new ClickRecords(
        new ClickStream(design(), SEED, WEIGHT_SEED, Drift.NONE),
        RowFormat.valueOf(format.toUpperCase(Locale.ROOT)),
        keyField());
  }
}
