package io.tributary.config;

import io.tributary.example.ExampleSchema;
import io.tributary.kafka.KafkaSettings;
import io.tributary.model.ModelSpec;
import java.util.Set;

/**
 * A whole pipeline file, checked.
 *
 * @param model name, size, link and optimizer of the model
 * @param loss name of the loss, see {@link io.tributary.learner.Losses}
 * @param schema how a record becomes an example
 * @param input where records come from
 * @param training how they are learned
 * @param export where the model is served from
 * @param kafka how to reach Kafka
 * @param flink options of Flink
 * @param variables full names of the keys whose values came from variables, so may be secrets
 */
public record Pipeline(
    ModelSpec model,
    String loss,
    ExampleSchema schema,
    InputConfig input,
    TrainingConfig training,
    ExportConfig export,
    KafkaSettings kafka,
    FlinkConfig flink,
    Set<String> variables) {
  /** Copies the set. */
  public Pipeline {
    variables = Set.copyOf(variables);
  }

  /** Creates a pipeline in which nothing came from a variable. */
  public Pipeline(
      ModelSpec model,
      String loss,
      ExampleSchema schema,
      InputConfig input,
      TrainingConfig training,
      ExportConfig export,
      KafkaSettings kafka,
      FlinkConfig flink) {
    this(model, loss, schema, input, training, export, kafka, flink, Set.of());
  }

  /** Returns the name of the model. */
  public String name() {
    return model.name();
  }

  /** Returns how many tasks read the input: as many as there are replicas, unless given. */
  public int readers() {
    boolean isGiven = input.readers() > 0 && training.sharding() == null;
    return isGiven ? input.readers() : training.replicas();
  }

  /** Returns how many slots its job needs: a slot holds one task of each kind. */
  public int slots() {
    ShardingConfig sharding = training.sharding();
    return sharding != null
        ? Math.max(training.replicas(), sharding.shards())
        : Math.max(readers(), Math.max(training.replicas(), training.masters()));
  }

  /** Returns what is dealt out to the tasks, as {@code training.parallelism} has it. */
  public String parallelism() {
    if (training.sharding() == null) {
      return "data";
    }
    return model.dense() == null ? "model" : "hybrid";
  }

  /** Returns the same pipeline with another input. */
  public Pipeline withInput(InputConfig other) {
    return new Pipeline(model, loss, schema, other, training, export, kafka, flink, variables);
  }

  /** Returns the same pipeline with other training. */
  public Pipeline withTraining(TrainingConfig other) {
    return new Pipeline(model, loss, schema, input, other, export, kafka, flink, variables);
  }

  /** Returns the same pipeline with another export. */
  public Pipeline withExport(ExportConfig other) {
    return new Pipeline(model, loss, schema, input, training, other, kafka, flink, variables);
  }

  /** Returns the same pipeline on another Kafka. */
  public Pipeline withKafka(KafkaSettings other) {
    return new Pipeline(model, loss, schema, input, training, export, other, flink, variables);
  }

  /** Returns the same pipeline with other options of Flink. */
  public Pipeline withFlink(FlinkConfig other) {
    return new Pipeline(model, loss, schema, input, training, export, kafka, other, variables);
  }
}
