package io.tributary.sending;

import io.tributary.config.PipelineFile;
import io.tributary.failure.CommandFailedException;
import io.tributary.format.FileRecord;
import io.tributary.format.RecordFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * The flights of the demonstration, and where they will be.
 *
 * @param endOffsets the end of each partition once all flights are sent
 * @param rows number of flights
 * @param last the last of them
 */
public record DemoData(Map<TopicPartition, Long> endOffsets, long rows, FileRecord last) {
  /** The types of models that there is a pipeline for, the usual one first. */
  public static final List<String> MODELS = List.of("linear", "fm");

  private static final String LINEAR = "/io/tributary/demo/flights.yaml";
  private static final String MACHINE = "/io/tributary/demo/flights-fm.yaml";
  private static final String RESOURCE = "/io/tributary/demo/flights_2001_jan.csv.gz";

  /** Returns the pipeline file of the flights, with a linear model. */
  public static PipelineFile pipelineFile() {
    return pipelineFile(MODELS.get(0));
  }

  /**
   * Returns the pipeline file of the flights.
   *
   * @param model type of its model, one of {@link #MODELS}
   */
  public static PipelineFile pipelineFile(String model) {
    String resource = model.equals(MODELS.get(0)) ? LINEAR : MACHINE;
    try (InputStream in =
        Objects.requireNonNull(DemoData.class.getResourceAsStream(resource), resource)) {
      return PipelineFile.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("resource can't be read: resource=" + resource, e);
    }
  }

  /** Opens the flights, from the first. */
  public static RecordFile open(String keyField) {
    InputStream in = DemoData.class.getResourceAsStream(RESOURCE);
    if (in == null) {
      throw new CommandFailedException("data is not on the class path: resource=" + RESOURCE);
    }
    return RecordFile.read(RESOURCE, in, keyField, RecordFile.Layout.CSV);
  }

  /**
   * Counts the flights of each partition by what an ordinary producer does with keys, so that a job
   * can start before the first flight is sent and still knows its end.
   */
  public static DemoData count(String keyField, String topic, int partitions) throws IOException {
    long[] counts = new long[partitions];
    FileRecord last = null;
    try (RecordFile file = open(keyField)) {
      while (file.hasNext()) {
        last = file.next();
        byte[] key = last.key();
        if (key == null) {
          throw new CommandFailedException("flight has no key: line=" + last.line());
        }
        counts[Utils.toPositive(Utils.murmur2(key)) % partitions]++;
      }
    }
    if (last == null) {
      throw new CommandFailedException("data has no flights: resource=" + RESOURCE);
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      ends.put(new TopicPartition(topic, partition), counts[partition]);
    }
    return new DemoData(ends, Arrays.stream(counts).sum(), last);
  }
}
