package io.tributary.training;

/**
 * What a training job, its operators and its metrics are called in Flink. Savepoints keep the uids,
 * so the uids never change. Commands tell jobs and operators apart by their names.
 */
public final class JobNames {
  /** Reads and decodes examples. */
  public static final String EXAMPLES = "examples";

  /** Reads the updates topic, where examples are partitioned by key. */
  public static final String UPDATES = "updates";

  /** Learns. */
  public static final String REPLICA = "replica";

  /** Merges. */
  public static final String BLOCK_MASTER = "block-master";

  /** Cuts examples into mini-batches. */
  public static final String BATCHER = "batcher";

  /** Owns rows of the model, predicts and learns its part. */
  public static final String SHARD = "shard";

  /** Adds up what shards predict. */
  public static final String COMBINER = "combiner";

  /** Writes the errors topic. */
  public static final String ERRORS = "errors";

  /** Writes the updates topic. */
  public static final String PUBLISH = "publish";

  /** Writes the dense table of a model whose sparse one is dealt out to the updates topic. */
  public static final String PUBLISH_DENSE = "publish-dense";

  /** Writes the topic of rejected records. */
  public static final String REJECTED = "rejected";

  /** Counts rejected records. */
  public static final String COUNT = "count";

  /** Adds up the reports of all replicas. */
  public static final String PROGRESS = "progress";

  /** Writes the progress topic. */
  public static final String REPORT = "report";

  /** Group of the metrics of replicas and masters. */
  public static final String METRICS = "tributary";

  /** Metric of a replica: how long its last checkpoint kept it from learning, ms. */
  public static final String CHECKPOINT_PAUSE = "checkpointPauseMs";

  /** Metric of a replica: the longest pause within as long a time without a checkpoint, ms. */
  public static final String PAUSE_WITHOUT_CHECKPOINT = "pauseWithoutCheckpointMs";

  /** Job parameter: number of the model's blocks. */
  public static final String BLOCKS_PARAMETER = "tributary.blocks";

  /** Job parameter: number of the tasks that read, 0 when there are as many as replicas. */
  public static final String READERS_PARAMETER = "tributary.readers";

  /** Job parameter: true when the number of replicas may be changed to what keeps up. */
  public static final String AUTO_PARAMETER = "tributary.replicas.auto";

  static final String UPDATES_SINK_UID = "updates-sink";
  static final String DENSE_SINK_UID = "dense-sink";
  static final String ERRORS_SINK_UID = "errors-sink";
  static final String REJECTED_SINK_UID = "rejected-sink";
  static final String COUNT_UID = "count-rejected";
  static final String PROGRESS_SINK_UID = "progress-sink";

  private static final String JOB_PREFIX = "tributary ";

  private JobNames() {}

  /** Returns what the job of a model is called. */
  public static String job(String model) {
    return JOB_PREFIX + model;
  }

  /** Returns true when a job of this name trains a model. */
  public static boolean isJob(String name) {
    return name.startsWith(JOB_PREFIX);
  }

  /** Returns the model that a job of this name trains. */
  public static String model(String jobName) {
    return jobName.substring(JOB_PREFIX.length());
  }
}
