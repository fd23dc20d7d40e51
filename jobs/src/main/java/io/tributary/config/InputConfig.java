package io.tributary.config;

import io.tributary.format.AvroOptions;
import io.tributary.format.FormatOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where records come from.
 *
 * @param topic the topic of examples
 * @param format name of the record format, see {@code ExampleFormats}
 * @param columns for CSV, the columns of a record; empty when each record carries its header line
 * @param maxRecordBytes larger records are rejected
 * @param partitioning how examples find their replica
 * @param start where a new job begins to read
 * @param bounded true to end at the offsets that are the latest when the job starts
 * @param avro for Avro, what the records are; null for other formats
 * @param readers how many tasks read and decode, whatever the number of replicas; 0 for as many as
 *     there are replicas, and always with {@link Partitioning#TOPIC}
 * @param maxDrift how far a partition may be ahead of another in event time; zero for any
 *     difference
 */
public record InputConfig(
    String topic,
    String format,
    List<String> columns,
    int maxRecordBytes,
    Partitioning partitioning,
    Start start,
    boolean bounded,
    @Nullable AvroOptions avro,
    int readers,
    Duration maxDrift) {
  /** The usual {@link #maxDrift} of examples that have a time. */
  static final Duration DEFAULT_MAX_DRIFT = Duration.ofMinutes(30);

  /** How examples find their replica. */
  public enum Partitioning {
    /**
     * The producer keyed the topic: each Kafka partition goes to one replica, without a shuffle.
     */
    TOPIC,
    /** By the key field, with Flink's keyBy. */
    KEY
  }

  /** Where a new job begins to read. */
  public enum Start {
    /** At the oldest record there is. */
    EARLIEST,
    /** At records written from now on. */
    LATEST
  }

  public InputConfig {
    columns = List.copyOf(columns);
    if (readers > 0 && partitioning == Partitioning.TOPIC) {
      throw new IllegalArgumentException("replicas read by themselves: readers=" + readers);
    }
  }

  /** Creates an input that the replicas' own number of tasks read, each at its own pace. */
  public InputConfig(
      String topic,
      String format,
      List<String> columns,
      int maxRecordBytes,
      Partitioning partitioning,
      Start start,
      boolean bounded,
      @Nullable AvroOptions avro) {
    this(
        topic,
        format,
        columns,
        maxRecordBytes,
        partitioning,
        start,
        bounded,
        avro,
        0,
        Duration.ZERO);
  }

  /** Creates the input of records that are not Avro. */
  public InputConfig(
      String topic,
      String format,
      List<String> columns,
      int maxRecordBytes,
      Partitioning partitioning,
      Start start,
      boolean bounded) {
    this(topic, format, columns, maxRecordBytes, partitioning, start, bounded, null);
  }

  /** Returns what the format needs to know. */
  public FormatOptions formatOptions() {
    return avro == null ? new FormatOptions(columns) : new FormatOptions(avro);
  }

  /** Returns the same input that ends, or does not, at the latest offsets. */
  public InputConfig withBounded(boolean value) {
    return new InputConfig(
        topic,
        format,
        columns,
        maxRecordBytes,
        partitioning,
        start,
        value,
        avro,
        readers,
        maxDrift);
  }
}
