package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import io.tributary.config.TrainingConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * A pipeline's settings, defaults included, as its job shows them: by the names that they have in
 * the file. Secrets do not show. Of the kafka section only the addresses do, and of a value from an
 * environment variable only that it was set.
 */
public final class JobParameters {
  private static final String KAFKA = "kafka.";
  private static final String ADDRESSES = KAFKA + "bootstrap.servers";

  private final Map<String, String> shown = new TreeMap<>();
  private final Set<String> variables;

  private JobParameters(Set<String> variables) {
    this.variables = variables;
  }

  static Configuration of(Pipeline pipeline) {
    return Configuration.fromMap(settings(pipeline));
  }

  /**
   * Returns the settings as others may see them.
   *
   * @return name to value, in the order of names
   */
  public static Map<String, String> settings(Pipeline pipeline) {
    JobParameters parameters = new JobParameters(pipeline.variables());
    parameters.model(pipeline);
    parameters.input(pipeline);
    parameters.training(pipeline);
    pipeline.kafka().toMap().forEach((key, value) -> parameters.kafka(KAFKA + key, value));
    pipeline.flink().options().forEach(parameters::flink);
    // What a command that rescales the job must know, and the graph does not say.
    parameters.shown.putAll(JobHeap.of(pipeline).parameters());
    parameters.shown.put(JobNames.BLOCKS_PARAMETER, Integer.toString(pipeline.model().blocks()));
    parameters.shown.put(JobNames.READERS_PARAMETER, Integer.toString(pipeline.input().readers()));
    parameters.shown.put(
        JobNames.AUTO_PARAMETER, Boolean.toString(pipeline.training().autoReplicas()));
    return parameters.shown;
  }

  private void model(Pipeline pipeline) {
    put("name", pipeline.name());
    put("model.loss", pipeline.loss());
    put("model.bits", pipeline.model().layout().bits());
    put("model.blocks", pipeline.model().layout().blocks());
    put("model.optimizer", pipeline.model().optimizer());
    put("model.type", pipeline.model().form().text());
    put(
        "features",
        pipeline.schema().features().stream()
            .map(feature -> feature.name())
            .collect(Collectors.joining(", ")));
  }

  private void input(Pipeline pipeline) {
    put("input.topic", pipeline.input().topic());
    put("input.format", pipeline.input().format());
    put("input.partitioning", pipeline.input().partitioning().toString().toLowerCase(Locale.ROOT));
    put("input.start", pipeline.input().start().toString().toLowerCase(Locale.ROOT));
    put("input.bounded", pipeline.input().bounded());
    put("input.maxRecordBytes", pipeline.input().maxRecordBytes());
    put("input.readers", pipeline.readers());
    put("input.maxDrift", pipeline.input().maxDrift());
  }

  private void training(Pipeline pipeline) {
    TrainingConfig training = pipeline.training();
    put("training.replicas", training.replicas());
    ShardingConfig sharding = training.sharding();
    put("training.parallelism", pipeline.parallelism());
    if (sharding != null) {
      sharding(sharding);
      if (pipeline.model().dense() != null) {
        put("training.batch.denseRound", sharding.denseRound());
        put("training.merge", training.merge());
      }
    } else {
      rounds(training);
    }
    put("training.metricsWindow", training.metricsWindow());
    put("training.checkpointInterval", training.checkpointInterval());
    put("training.reportInterval", training.reportInterval());
  }

  private void sharding(ShardingConfig sharding) {
    put("training.shards", sharding.shards());
    put("training.batch.examples", sharding.batchSize().most());
    put("training.batch.leastExamples", sharding.batchSize().least());
    put("training.batch.share", sharding.batchSize().share());
    put("training.batch.maxDelay", sharding.batchMaxDelay());
    put("training.batch.inFlight", sharding.inFlight());
    put("training.batch.publishDelay", sharding.publishDelay());
  }

  private void rounds(TrainingConfig training) {
    put("training.masters", training.masters());
    put("training.staleness", training.staleness());
    put("training.round.examples", training.roundSize().least());
    put("training.round.share", training.roundSize().share());
    put("training.round.maxExamples", training.roundSize().most());
    put("training.round.minDelay", training.roundMinDelay());
    put("training.round.maxDelay", training.roundMaxDelay());
    put("training.merge", training.merge());
    put("training.maxHeldExamples", training.maxHeldExamples());
    put("training.maxUnmergedRounds", training.maxUnmergedRounds());
  }

  private void kafka(String key, String value) {
    put(key, key.equals(ADDRESSES) ? value : GlobalConfiguration.HIDDEN_CONTENT);
  }

  private void flink(String option, String value) {
    put(
        "flink." + option,
        GlobalConfiguration.isSensitive(option) ? GlobalConfiguration.HIDDEN_CONTENT : value);
  }

  private void put(String key, Object value) {
    String text =
        value instanceof Duration duration ? duration.toMillis() + "ms" : String.valueOf(value);
    shown.put(key, cameFromVariable(key) ? GlobalConfiguration.HIDDEN_CONTENT : text);
  }

  private boolean cameFromVariable(String key) {
    return variables.stream()
        .anyMatch(
            path -> path.equals(key) || path.startsWith(key + ".") || path.startsWith(key + "["));
  }
}
