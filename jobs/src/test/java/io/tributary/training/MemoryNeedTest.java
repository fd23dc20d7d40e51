package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.FlinkConfig;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.config.ShardingConfig;
import io.tributary.sharded.BatchSize;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemoryNeedTest {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private static Pipeline pipeline(int replicas, int bits, String optimizer) {
    return PipelineFile.of(
            """
            name: clicks
            model: {bits: %d, optimizer: {type: %s}}
            features: [site]
            label: {field: clicked}
            input: {topic: impressions}
            training: {replicas: %d}
            export: {store: clicks.store}
            kafka: {bootstrap.servers: 'localhost:9092'}
            """
                .formatted(bits, optimizer, replicas))
        .pipeline(Map.of());
  }

  @Test
  void countsTheCopiesOfTheModel() {
    Pipeline pipeline = pipeline(4, 22, "ftrl");
    assertThat(MemoryNeed.modelBytes(pipeline.model())).isEqualTo(32 * MIB);
    assertThat(MemoryNeed.replicaBytes(pipeline.model(), 3, false)).isEqualTo(3 * 33 * MIB);
    assertThat(MemoryNeed.replicaBytes(pipeline.model(), 3, true)).isEqualTo(3 * 65 * MIB);
    assertThat(MemoryNeed.masterBytes(pipeline.model(), false)).isEqualTo(32 * MIB);
    assertThat(MemoryNeed.masterBytes(pipeline.model(), true)).isEqualTo(64 * MIB);
    assertThat(MemoryNeed.simulatedBytes(pipeline)).isEqualTo((4 * 33 + 32) * MIB);
    assertThat(MemoryNeed.clusterProcessBytes(pipeline, 2))
        .isEqualTo(MemoryNeed.PROCESS_BYTES + (2 * 65 + 64) * MIB);
    assertThat(MemoryNeed.heapBytes(pipeline))
        .isEqualTo(MemoryNeed.PROCESS_BYTES + (4 * 65 + 64 + 2 * 16) * MIB);
    assertThat(MemoryNeed.freshHeapBytes(pipeline))
        .isEqualTo(MemoryNeed.PROCESS_BYTES + (4 * 33 + 64 + 2 * 16) * MIB);
  }

  @Test
  void ofAnExactTableKeysAndSlotsCount() {
    Pipeline exact =
        PipelineFile.of(
                """
                name: m
                model: {table: {type: exact, maxFeatures: 65536}, blocks: 1}
                features: [a]
                label: {field: y}
                input: {topic: t}
                training: {parallelism: model}
                """)
            .pipeline(Map.of());
    // A row has two lanes, a key and a time; of the slots, 12 bytes each, half are in use at most.
    assertThat(MemoryNeed.modelBytes(exact.model())).isEqualTo(65536 * (8 + 8 + 4 + 2 * 12));
  }

  @Test
  void aProcessHoldsItsShardsPartOfTheModelOnly() {
    Pipeline replicated = pipeline(2, 22, "ftrl");
    Pipeline sharded =
        replicated.withTraining(
            replicated
                .training()
                .withSharding(
                    new ShardingConfig(
                        4, BatchSize.fixed(64), Duration.ZERO, 0, Duration.ofMillis(50), 4)));
    assertThat(MemoryNeed.shardBytes(sharded)).isEqualTo(64 * MIB);
    assertThat(MemoryNeed.clusterProcessBytes(sharded, 1))
        .isEqualTo(MemoryNeed.PROCESS_BYTES + (9 + 16) * MIB);
    assertThat(MemoryNeed.heapBytes(sharded))
        .isEqualTo(MemoryNeed.PROCESS_BYTES + (4 * 9 + 64 + 2 * 16) * MIB);
    JobHeap heap = JobHeap.of(sharded);
    assertThat(JobHeap.of(heap.parameters())).contains(heap);
    assertThat(heap.masterBytes(1)).isEqualTo(16 * MIB);
    assertThat(heap.masterBytes(9)).isEqualTo(64 * MIB);
    Pipeline paged = sharded.withFlink(new FlinkConfig(Map.of("state.backend.type", "rocksdb")));
    assertThat(MemoryNeed.shardBytes(paged)).isEqualTo(64 * MIB);
  }

  @Test
  void whatFitsMeetsNoObstacle() {
    Pipeline pipeline = pipeline(8, 22, "ftrl");
    assertThat(MemoryNeed.obstacle(pipeline, MemoryNeed.heapBytes(pipeline), GIB)).isEmpty();
    assertThat(MemoryNeed.obstacle(pipeline, GIB, GIB)).isEmpty();
  }

  @Test
  void whatDoesNotFitSaysHowMuchItIsAndWhatToDo() {
    Pipeline pipeline = pipeline(1000, 22, "ftrl");
    assertThat(MemoryNeed.obstacle(pipeline, MemoryNeed.heapBytes(pipeline), 6 * GIB))
        .hasValue(
            "model does not fit into the heap: model=clicks replicas=1000 bits=22 need=63.7GiB"
                + " heap=6.0GiB remedy=fewer training.replicas, fewer model.bits, or a larger heap"
                + " by TRIBUTARY_JAVA_OPTS=-Xmx64g");
  }

  @Test
  void noHeapIsLargeEnoughForMoreThanAnArray() {
    Pipeline tooLarge = pipeline(1, 30, "ftrl");
    assertThat(MemoryNeed.obstacle(tooLarge, MemoryNeed.heapBytes(tooLarge), Long.MAX_VALUE))
        .hasValue(
            "model is too large for a replica: model=clicks bits=30 lanes=2 allowed bits=1..29");
    Pipeline narrow = pipeline(1, 30, "sgd");
    assertThat(MemoryNeed.tooLarge(narrow.model())).isEmpty();
    assertThat(MemoryNeed.tooLarge(pipeline(1, 29, "ftrl").model())).isEmpty();
  }
}
