package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.example.ExampleSchema;
import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Cross;
import io.tributary.example.FeatureDefinition.DatePart;
import io.tributary.example.FeatureDefinition.Numeric;
import io.tributary.example.FeatureDefinition.Part;
import io.tributary.example.LabelKind;
import io.tributary.example.LabelRule;
import io.tributary.example.TimeFormat;
import io.tributary.example.Transform;
import io.tributary.model.Link;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A stream of small JSON records whose labels follow a known logistic model of two categories and a
 * number. Equal counts give equal streams, whatever the number of partitions.
 */
final class TestRows {
  static final List<String> FIELDS = List.of("k", "t", "a", "b", "x", "y");
  static final long START_MILLIS = 1_000_000_000_000L;

  private static final int KEYS = 200;

  /**
   * One record.
   *
   * @param key number of its key
   * @param label its label
   */
  record Row(int key, int label, String json) {
    byte[] value() {
      return json.getBytes(StandardCharsets.UTF_8);
    }
  }

  private TestRows() {}

  /** Returns the schema of the records, with so many bits. */
  static ExampleSchema schema(int bits) {
    Categorical a = new Categorical("a");
    Categorical b = new Categorical("b");
    return new ExampleSchema(
        List.of(
            new Constant(),
            a,
            b,
            new Cross(List.of(a, b)),
            new Numeric("x", Transform.RAW),
            new DatePart("t", Part.HOUR)),
        new LabelRule.Field("y"),
        LabelKind.BINARY,
        "k",
        "t",
        TimeFormat.EPOCH_MILLIS,
        null,
        bits);
  }

  /** Generates records. */
  static List<Row> generate(int count) {
    Random random = new Random(11);
    double[] ofA = random.doubles(20, -2, 2).toArray();
    double[] ofB = random.doubles(10, -1.5, 1.5).toArray();
    List<Row> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int key = random.nextInt(KEYS);
      int a = random.nextInt(ofA.length);
      int b = random.nextInt(ofB.length);
      double x = random.nextDouble() * 2 - 1;
      double margin = ofA[a] + ofB[b] + 1.5 * x - .5;
      int label = random.nextDouble() < Link.LOGISTIC.predict(margin) ? 1 : 0;
      String json =
          String.format(
              Locale.ROOT,
              "{\"k\":\"k%d\",\"t\":%d,\"a\":\"a%d\",\"b\":\"b%d\",\"x\":%.4f,\"y\":%d}",
              key,
              START_MILLIS + i * 50L,
              a,
              b,
              x,
              label);
      rows.add(new Row(key, label, json));
    }
    return rows;
  }

  /** Returns the records for a pipeline's topic, each key in one of the partitions. */
  static List<ProducerRecord<byte[], byte[]>> keyed(
      Pipeline pipeline, List<Row> rows, int partitions) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(rows.size());
    for (Row row : rows) {
      byte[] key = ("k" + row.key()).getBytes(StandardCharsets.UTF_8);
      int partition = row.key() % partitions;
      records.add(new ProducerRecord<>(pipeline.input().topic(), partition, key, row.value()));
    }
    return records;
  }

  /** Returns the log-loss of the best constant prediction. */
  static double constantLogLoss(List<Row> rows) {
    double positive = rows.stream().mapToInt(Row::label).average().orElseThrow();
    return Arrays.stream(new double[] {positive, 1 - positive}).map(p -> -p * Math.log(p)).sum();
  }
}
