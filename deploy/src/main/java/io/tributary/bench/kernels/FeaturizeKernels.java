package io.tributary.bench.kernels;

import io.tributary.bench.ClickData;
import io.tributary.bench.ClickRows;
import io.tributary.example.FeatureVector;
import io.tributary.example.Featurizer;
import io.tributary.example.FieldValues;
import io.tributary.format.ExampleFormat;
import io.tributary.format.ExampleFormats;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From parsed fields to hashed features. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class FeaturizeKernels {
  // Each keeps places for all fields: fewer than there are rows, and still more than a cache holds.
  private static final int COUNT = 1 << 13;

  private final FieldValues[] rows = new FieldValues[COUNT];
  private final FeatureVector features = new FeatureVector();
  private Featurizer featurizer;
  private int next;

  /** Parses the records. */
  @Setup
  public void setUp() {
    ClickData data = KernelRows.data("csv");
    featurizer = new Featurizer(ClickRows.pipeline(data).schema());
    ExampleFormat format = ExampleFormats.create("csv", ClickRows.options(data));
    byte[][] records = KernelRows.records("csv");
    for (int i = 0; i < COUNT; i++) {
      rows[i] = new FieldValues(featurizer.fields());
      format.decode(records[i], 0, records[i].length, rows[i]);
    }
  }

  /** Hashes one row. */
  @Benchmark
  public FeatureVector featurize() {
    featurizer.features(rows[next++ & (COUNT - 1)], features);
    return features;
  }
}
