package io.tributary.bench;

import io.tributary.config.Pipeline;
import io.tributary.example.Example;
import io.tributary.format.DecodedRecord;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.format.FormatOptions;
import io.tributary.format.RecordDecoder;
import java.util.ArrayList;
import java.util.List;

/** Rows of the click stream in memory. */
public final class ClickRows {
  private ClickRows() {}

  /** Returns all rows of some data as records. */
  public static List<byte[]> records(ClickData data) {
    List<byte[]> records = new ArrayList<>((int) data.rows());
    data.records().each(0, data.rows(), (key, value) -> records.add(value));
    return records;
  }

  /** Returns all rows of some data as hashed examples. */
  public static List<Example> examples(ClickData data) {
    return examples(decoder(data), records(data));
  }

  static List<Example> examples(RecordDecoder decoder, List<byte[]> records) {
    return records.stream().map(bytes -> example(decoder.decode(bytes, 0))).toList();
  }

  /**
   * Returns the example of a decoded row.
   *
   * @throws BenchException when it was rejected, which is a mistake of the benchmark
   */
  public static Example example(DecodedRecord decoded) {
    if (decoded instanceof Decoded good) {
      return good.example();
    }
    throw new BenchException("a row of the benchmark can't be used: decoded=" + decoded);
  }

  /** Returns the pipeline that learns some data, with all defaults. */
  public static Pipeline pipeline(ClickData data) {
    return ClickPipeline.of(data);
  }

  /** Returns what a format must know to read some data. */
  public static FormatOptions options(ClickData data) {
    return pipeline(data).input().formatOptions();
  }

  /** Returns the decoder of some data. */
  public static RecordDecoder decoder(ClickData data) {
    Pipeline pipeline = pipeline(data);
    return RecordDecoder.of(
        pipeline.schema(), data.format(), options(data), pipeline.input().maxRecordBytes());
  }
}
