package io.tributary.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.format.RecordFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.operations.ProgressReader;
import io.tributary.sending.DemoData;
import io.tributary.training.JobTopics;
import io.tributary.waiting.Waiting;
import java.util.Map;
import java.util.function.Consumer;

/** A campaign with the flights of the demonstration. */
public final class DemoHost implements CampaignHost {
  private final KafkaSettings kafka;
  private final Map<String, String> environment;
  private final boolean isSharded;
  private final Waiting waiting;
  private final Consumer<String> told;
  private final Runnable heartbeat;

  /**
   * Creates a host.
   *
   * @param environment variables for pipeline files
   * @param isSharded true to deal out the model to shards, and not the examples to replicas
   * @param told takes what happens
   * @param heartbeat called while waiting; throws to end the campaign
   */
  public DemoHost(
      KafkaSettings kafka,
      Map<String, String> environment,
      boolean isSharded,
      Waiting waiting,
      Consumer<String> told,
      Runnable heartbeat) {
    this.kafka = kafka;
    this.environment = environment;
    this.isSharded = isSharded;
    this.waiting = waiting;
    this.told = told;
    this.heartbeat = heartbeat;
  }

  @Override
  public Pipeline pipeline(String name, String topic, boolean closedByCount) {
    return parallelism(closedByCount)
        .with("name", name)
        .with("input.topic", topic)
        .with("model.bits", "18")
        .with("training.replicas", Integer.toString(ChaosPlan.REPLICAS))
        .with("training.round.examples", Integer.toString(ChaosPlan.ROUND_EXAMPLES))
        .with("training.round.maxDelay", closedByCount ? "0" : "20ms")
        // A pause of the stream would leave those who are ahead waiting for what is not sent yet.
        .with("input.maxDrift", closedByCount ? "0" : "30m")
        .with("training.checkpointInterval", "3s")
        .pipeline(environment)
        .withKafka(kafka);
  }

  private PipelineFile parallelism(boolean closedByCount) {
    PipelineFile file = DemoData.pipelineFile();
    return isSharded
        ? file.with("training.parallelism", "model")
            .with("model.blocks", Integer.toString(ChaosPlan.BLOCKS))
            .with("training.batch.examples", Integer.toString(ChaosPlan.BATCH_EXAMPLES))
            .with("training.batch.maxDelay", closedByCount ? "0" : "5ms")
        : file;
  }

  @Override
  public RecordFile data() {
    return DemoData.open("origin");
  }

  @Override
  public void createTopics(Pipeline pipeline, int partitions) {
    try (Topics topics = Topics.connect(kafka, waiting)) {
      JobTopics.create(topics, pipeline, partitions);
    }
  }

  @Override
  public Progress follow(Pipeline pipeline) {
    String topic = new ModelTopics(pipeline.name(), kafka).progress();
    ProgressReader reader = ProgressReader.start(kafka, topic);
    return new Progress() {
      @Override
      public JsonNode latest() {
        return reader.latest();
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  @Override
  public void say(String line) {
    told.accept(line);
  }

  @Override
  public Waiting waiting() {
    return waiting;
  }

  @Override
  public void heartbeat() {
    heartbeat.run();
  }
}
