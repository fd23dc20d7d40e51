package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.kafka.TopicNames;
import io.tributary.kafka.Topics;
import io.tributary.waiting.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Prepares the topics of a pipeline before its job is submitted. */
public final class JobTopics {
  /** Of a topic for replicas that may become more: each needs a partition to read. */
  private static final int AUTO_PARTITIONS = 8;

  private JobTopics() {}

  /**
   * Creates the absent topics of a pipeline.
   *
   * @param notes is given what a person should know of them, a line each
   * @throws UnfitTopicException when its replicas could not learn on them
   * @throws io.tributary.kafka.TopicsException when Kafka can't be reached, or refuses
   */
  public static void prepare(Pipeline pipeline, Waiting waiting, Consumer<String> notes) {
    int absent =
        pipeline.training().autoReplicas()
            ? Math.max(AUTO_PARTITIONS, pipeline.readers())
            : pipeline.readers();
    String input = pipeline.input().topic();
    try (Topics topics = Topics.connect(pipeline.kafka(), waiting)) {
      List<String> created = create(topics, pipeline, absent);
      if (created.contains(input)) {
        notes.accept(
            "created the input topic, which was absent: topic=" + input + " partitions=" + absent);
      }
      int partitions = topics.partitions(input);
      Partitions.stall(pipeline, partitions)
          .ifPresent(
              fact -> {
                throw new UnfitTopicException(fact);
              });
      Partitions.warning(pipeline, partitions).ifPresent(notes);
    }
  }

  /**
   * Creates the absent topics of a pipeline; returns the names of those it created.
   *
   * @param inputPartitions how many partitions the input topic gets if it is absent
   */
  public static List<String> create(Topics topics, Pipeline pipeline, int inputPartitions) {
    TopicNames names = new TopicNames(pipeline.name());
    List<String> created =
        new ArrayList<>(topics.create(names, pipeline.input().topic(), inputPartitions));
    if (pipeline.training().sharding() != null) {
      created.addAll(topics.createErrors(names));
    }
    return created;
  }
}
