package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.junit.jupiter.api.Test;

final class FlinkDefaultsTest {
  private static Pipeline pipeline(String more) {
    return PipelineFile.of(
            """
            name: clicks
            features: [site]
            label: {field: clicked}
            input: {topic: clicks}
            """
                + more)
        .pipeline(Map.of());
  }

  private static Configuration over(Configuration given, String more) {
    return FlinkDefaults.over(given, pipeline(more));
  }

  @Test
  void hasDefaults() {
    Configuration config = over(new Configuration(), "");
    assertThat(config.get(PipelineOptions.OBJECT_REUSE)).isTrue();
    assertThat(config.get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(config.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("hashmap");
    assertThat(config.get(ExecutionOptions.SNAPSHOT_COMPRESSION)).isTrue();
    assertThat(config.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(config.get(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION))
        .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    assertThat(config.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("exponential-delay");
  }

  @Test
  void withoutCheckpointsNothingIsRestarted() {
    Configuration config = over(new Configuration(), "training: {checkpointInterval: 0}");
    assertThat(config.contains(CheckpointingOptions.CHECKPOINTING_INTERVAL)).isFalse();
    assertThat(config.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("none");
  }

  @Test
  void theFileWinsOverTheClientWhichWinsOverTheDefaults() {
    Configuration client = new Configuration();
    client.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    client.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    client.set(ExecutionOptions.SNAPSHOT_COMPRESSION, false);
    client.set(PipelineOptions.GENERIC_TYPES, true);
    client.addAll(
        over(
            client,
            "flink: {restart-strategy.type: failure-rate, execution.checkpointing.interval: 2s}"));
    assertThat(client.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
    assertThat(client.get(ExecutionOptions.SNAPSHOT_COMPRESSION)).isFalse();
    assertThat(client.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("failure-rate");
    assertThat(client.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(client.get(PipelineOptions.GENERIC_TYPES)).isFalse();
  }

  @Test
  void pagesInRocksDbAreFoundQuicklyAndWrittenOnlyWhenTheyChange() {
    String bloom = "state.backend.rocksdb.use-bloom-filter";
    String index = "state.backend.rocksdb.memory.partitioned-index-filters";
    Configuration client = new Configuration();
    client.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    Map<String, String> sharded = over(client, "training: {parallelism: model}").toMap();
    assertThat(sharded)
        .containsEntry("execution.checkpointing.incremental", "true")
        .containsEntry(bloom, "true")
        .containsEntry(index, "true")
        .containsEntry("state.backend.rocksdb.compaction.level.max-size-level-base", "16 mb");
    assertThat(over(client, "").toMap()).as("masters").doesNotContainKeys(bloom, index);
    assertThat(over(new Configuration(), "training: {parallelism: model}").toMap())
        .as("on the heap")
        .doesNotContainKeys(bloom, index);
    assertThat(
            over(
                    new Configuration(),
                    "training: {parallelism: model}\nflink: {state.backend.type: rocksdb, "
                        + bloom
                        + ": false}")
                .toMap())
        .containsEntry(bloom, "false")
        .containsEntry(index, "true");
  }
}
