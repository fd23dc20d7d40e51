package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.planning.ParallelismChoice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParallelismFitTest {
  private static final long MIB = 1L << 20;

  private static Pipeline pipeline(String model, String training) {
    return PipelineFile.of(
            """
            name: m
            model: %s
            features: [a]
            label: {field: y}
            time: {field: t, format: epoch-millis}
            input: {topic: rows}
            training: %s
            """
                .formatted(model, training))
        .pipeline(Map.of());
  }

  private static Worker worker(long heap, int free, long others) {
    return new Worker("tm-" + heap, heap * MIB, free, others * MIB);
  }

  private static ParallelismChoice of(Pipeline pipeline, Worker... workers) {
    return ParallelismFit.of(pipeline, List.of(workers));
  }

  /** A process takes 96 MiB, a replica of 32 MiB 65 when it is restored, and all masters 64. */
  @Test
  void replicasFitWhenEachTaskManagerHoldsThoseThatItMayBeGiven() {
    for (String training : List.of("{replicas: 2}", "{replicas: 2, parallelism: model}")) {
      Pipeline two = pipeline("{bits: 22}", training);
      assertThat(of(two, worker(290, 2, 0)).parallelism()).isEqualTo("data");
      assertThat(of(two, worker(289, 2, 0)).parallelism()).isEqualTo("model");
      assertThat(of(two, worker(290, 2, 1)).parallelism()).as("others' heap").isEqualTo("model");
      assertThat(of(two, worker(225, 1, 0)).parallelism()).as("one slot").isEqualTo("data");
      assertThat(of(two, worker(290, 2, 0), worker(224, 1, 0), worker(290, 2, 0)).parallelism())
          .isEqualTo("model");
      assertThat(of(two, worker(10, 0, 0), worker(0, 2, 0)).parallelism())
          .as("one without free slots, and one that does not say")
          .isEqualTo("data");
    }
  }

  @Test
  void saysWhyAndAmongHowManyShards() {
    ParallelismChoice choice = of(pipeline("{bits: 24}", "{replicas: 1}"), worker(328, 2, 0));
    // A process and its reader take 105 MiB, so shards have 223 for 128 MiB twice.
    assertThat(choice.shards()).isEqualTo(2);
    assertThat(choice.reason())
        .isEqualTo(
            "replicas would need 609 MiB in a process that has 328 MiB;"
                + " 2 shards keep 64 MiB each, or fewer on RocksDB");
  }

  @Test
  void withoutAClusterOnlyArraysHaveALimit() {
    assertThat(of(pipeline("{bits: 29}", "{replicas: 8}")).parallelism()).isEqualTo("data");
    assertThat(of(pipeline("{bits: 30}", "{replicas: 1}")).reason())
        .startsWith("a replica would keep the model in one array, and its 8.0 GiB are more ");
  }

  @Test
  void onlyShardsHaveExactTables() {
    Pipeline exact =
        pipeline("{table: {type: exact, maxFeatures: 33554432}}", "{parallelism: model}");
    ParallelismChoice alone = of(exact);
    assertThat(alone.parallelism()).isEqualTo("model");
    assertThat(alone.reason()).startsWith("only shards have exact tables; one shard keeps ");
    ParallelismChoice tight = of(exact, worker(1000, 1, 0), worker(328, 1, 100), worker(9, 0, 0));
    assertThat(tight.shards()).isGreaterThan(of(exact, worker(1000, 1, 0)).shards());
  }
}
