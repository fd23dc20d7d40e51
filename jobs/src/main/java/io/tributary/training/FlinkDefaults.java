package io.tributary.training;

import io.tributary.config.Pipeline;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;

/**
 * How Flink runs a training job. The pipeline file's options win over the client's, and the
 * client's win over the defaults here. Options that a guarantee rests on can't be changed.
 */
final class FlinkDefaults {
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(15);
  private static final int RETAINED = 3;
  private static final int TOLERATED = 3;
  private static final String ROCKSDB = "rocksdb";

  // The options' own class comes with RocksDB, which a job is compiled without.
  private static final ConfigOption<Boolean> BLOOM_FILTER =
      ConfigOptions.key("state.backend.rocksdb.use-bloom-filter").booleanType().noDefaultValue();
  private static final ConfigOption<Boolean> PARTITIONED_INDEX =
      ConfigOptions.key("state.backend.rocksdb.memory.partitioned-index-filters")
          .booleanType()
          .noDefaultValue();
  private static final ConfigOption<MemorySize> FIRST_LEVEL =
      ConfigOptions.key("state.backend.rocksdb.compaction.level.max-size-level-base")
          .memoryType()
          .noDefaultValue();
  private static final ConfigOption<MemorySize> LEVEL_FILES =
      ConfigOptions.key("state.backend.rocksdb.compaction.level.target-file-size-base")
          .memoryType()
          .noDefaultValue();

  private FlinkDefaults() {}

  /**
   * Returns the options to add to an environment.
   *
   * @param given what the environment was given already
   */
  static Configuration over(ReadableConfig given, Pipeline pipeline) {
    Configuration config = new Configuration();
    for (Map.Entry<String, String> option : pipeline.flink().options().entrySet()) {
      config.setString(option.getKey(), option.getValue());
    }
    config.set(PipelineOptions.GENERIC_TYPES, false);
    prefer(PipelineOptions.OBJECT_REUSE, true, given, config);
    prefer(StateBackendOptions.STATE_BACKEND, "hashmap", given, config);
    // Flink reads and writes operator state byte by byte. From a buffer of the decompressor that is
    // quick; without it each is a call of the file system, and a model takes ten seconds to
    // restore.
    prefer(ExecutionOptions.SNAPSHOT_COMPRESSION, true, given, config);
    // With the source's partitioning a source of updates comes or goes, whose state means nothing;
    // earlier versions had one always.
    prefer(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true, given, config);
    prefer(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION,
        given,
        config);
    // Each is a version of the model to go back to.
    prefer(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED, given, config);
    // A disk that is slow once should not cost a restart.
    prefer(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERATED, given, config);
    if (!config.contains(CheckpointingOptions.CHECKPOINTING_INTERVAL)) {
      config.set(
          CheckpointingOptions.CHECKPOINTING_INTERVAL, pipeline.training().checkpointInterval());
    }
    if (pipeline.training().sharding() != null) {
      pages(given, config);
    }
    restart(given, config);
    return config;
  }

  /**
   * Of a model whose rows are pages in RocksDB, most of which do not change between checkpoints.
   */
  private static void pages(ReadableConfig given, Configuration config) {
    String backend =
        config
            .getOptional(StateBackendOptions.STATE_BACKEND)
            .or(() -> given.getOptional(StateBackendOptions.STATE_BACKEND))
            .orElse("");
    if (backend.equals(ROCKSDB)) {
      prefer(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true, given, config);
      // Pages are read at random. Without these each read looks into several files, and the parts
      // of an index push each other out of a cache that is small by comparison.
      prefer(BLOOM_FILTER, true, given, config);
      prefer(PARTITIONED_INDEX, true, given, config);
      // What is written is merged into the first level, all of which is new to a checkpoint then.
      prefer(FIRST_LEVEL, MemorySize.ofMebiBytes(16), given, config);
      prefer(LEVEL_FILES, MemorySize.ofMebiBytes(4), given, config);
    }
  }

  private static void restart(ReadableConfig given, Configuration config) {
    if (config.get(CheckpointingOptions.CHECKPOINTING_INTERVAL).isZero()) {
      // Without a checkpoint a restart would begin anew, and silently at that.
      config.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
      prefer(RestartStrategyOptions.RESTART_STRATEGY, "none", given, config);
      return;
    }
    prefer(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay", given, config);
    // A broker that comes back after an hour should not be waited for much longer.
    prefer(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        LONGEST_BACKOFF,
        given,
        config);
  }

  /** Sets an option that neither the file nor the client has set. */
  static <T> void prefer(
      ConfigOption<T> option, T value, ReadableConfig given, Configuration config) {
    if (!config.contains(option) && given.getOptional(option).isEmpty()) {
      config.set(option, value);
    }
  }
}
