package io.tributary.bench.kernels;

import io.tributary.bench.ClickRows;
import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.ModelSpec;
import io.tributary.store.BlockHeader;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import io.tributary.store.ReadStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Writing blocks to the store that scorers read, and reading the weights of an example. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class StoreKernels {
  private Path directory;
  private ModelStore store;
  private float[] weights;
  private float[] ofExample;
  private Example[] examples;
  private long version;
  private int next;

  /** Makes a store with all blocks. */
  @Setup
  public void setUp() throws IOException {
    ModelSpec model = ClickRows.pipeline(KernelRows.data("json")).model();
    directory = Files.createTempDirectory("tributary-kernel-store-");
    store = ChronicleModelStore.create(directory.resolve("model.store"), model);
    weights = new float[model.layout().blockSize()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 7 * .01f;
    }
    for (int block = 0; block < model.layout().blocks(); block++) {
      storeWrite();
    }
    examples = KernelRows.examples().toArray(Example[]::new);
    ofExample = new float[examples[0].features().indices().length * 2];
  }

  /** Replaces a block. */
  @Benchmark
  public void storeWrite() {
    int block = (int) (version % store.layout().blocks());
    version++;
    store.write(new BlockHeader(block, 1, version, Example.NO_TIME, version, version), weights);
  }

  /** Reads the weights of an example's features. */
  @Benchmark
  public ReadStamp storeReadExample() {
    FeatureVector features = examples[next++ & KernelRows.MASK].features();
    return store.weights(features.indices(), features.size(), ofExample);
  }

  /** Reads a whole block. */
  @Benchmark
  public Object storeReadBlock() {
    return store.read(next++ % store.layout().blocks(), weights);
  }

  /** Removes the store. */
  @TearDown
  public void tearDown() throws IOException {
    store.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
