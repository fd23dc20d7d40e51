package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.Pipeline;
import io.tributary.kafka.KafkaSettings;
import io.tributary.merge.Staleness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a savepoint relies on: state is found by uid, and written by our own serializers. */
class TrainingTopologyTest {
  private static final KafkaSettings KAFKA = KafkaSettings.of("localhost:1");

  static Stream<Pipeline> pipelines() {
    return Stream.of(
        TestPipelines.reproducible("bounded", "rows", 4, KAFKA),
        TestPipelines.live("by-topic", 3, Partitioning.TOPIC, new Staleness(1), "mean", KAFKA),
        TestPipelines.live(
            "without-bound", 3, Partitioning.TOPIC, Staleness.UNBOUNDED, "mean", KAFKA),
        TestPipelines.live("by-key", 3, Partitioning.KEY, Staleness.UNBOUNDED, "mean", KAFKA),
        TestPipelines.read(
            TestPipelines.live("more", 1, Partitioning.KEY, new Staleness(1), "mean", KAFKA), 2));
  }

  @Test
  void checkpointsAreAlignedWhateverTheClusterSays() {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    config.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    assertThat(env.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isTrue();
    new TrainingJob(pipelines().findFirst().orElseThrow(), TrainingOptions.DEFAULT).build(env);
    assertThat(env.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isFalse();
  }

  private static StreamGraph graph(Pipeline pipeline) {
    Configuration config = new Configuration();
    // With these, Flink itself refuses an operator without a uid, and a type that Kryo would write.
    config.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    config.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    new TrainingJob(pipeline, TrainingOptions.DEFAULT).build(env);
    return env.getStreamGraph();
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void everyOperatorHasItsUidForGood(Pipeline pipeline) {
    List<String> uids = new ArrayList<>();
    for (StreamNode node : graph(pipeline).getStreamNodes()) {
      assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotNull();
      uids.add(node.getTransformationUID());
    }
    boolean byKey = pipeline.input().partitioning() == Partitioning.KEY;
    assertThat(uids.remove("updates"))
        .as("replicas in the tasks of their sources get the updates from these")
        .isEqualTo(byKey);
    assertThat(uids)
        .as("changing a uid loses the state of every savepoint there is")
        .containsExactlyInAnyOrder(
            "examples",
            "replica",
            "block-master",
            "progress",
            "count-rejected",
            "Sink Committer: updates-sink",
            "updates-sink",
            "Sink Committer: rejected-sink",
            "rejected-sink",
            "Sink Committer: progress-sink",
            "progress-sink");
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void operatorsAreAsWideAsConfigured(Pipeline pipeline) {
    int replicas = pipeline.training().replicas();
    for (StreamNode node : graph(pipeline).getStreamNodes()) {
      int expected =
          switch (node.getTransformationUID()) {
            case "examples" -> pipeline.readers();
            case "replica", "count-rejected" -> replicas;
            case "updates", "progress" -> 1;
            case "block-master" -> pipeline.training().masters();
            default -> node.getParallelism();
          };
      assertThat(node.getParallelism()).as(node.getOperatorName()).isEqualTo(expected);
    }
  }

  @Test
  void operatorsOfAShardedJobHaveTheirUidsForGood() {
    Pipeline pipeline = TestPipelines.sharded("sharded", "rows", 2, 3, KAFKA);
    List<String> uids = new ArrayList<>();
    for (StreamNode node : graph(pipeline).getStreamNodes()) {
      uids.add(node.getTransformationUID());
      int expected =
          switch (node.getTransformationUID()) {
            case "examples", "batcher", "combiner", "errors-sink" -> 2;
            case "shard", "updates-sink" -> 3;
            case "progress" -> 1;
            default -> node.getParallelism();
          };
      assertThat(node.getParallelism()).as(node.getOperatorName()).isEqualTo(expected);
    }
    assertThat(uids)
        .as("changing a uid loses the state of every savepoint there is")
        .containsExactlyInAnyOrder(
            "examples",
            "batcher",
            "shard",
            "combiner",
            "progress",
            "count-rejected",
            "Sink Committer: errors-sink",
            "errors-sink",
            "Sink Committer: updates-sink",
            "updates-sink",
            "Sink Committer: rejected-sink",
            "rejected-sink",
            "Sink Committer: progress-sink",
            "progress-sink");
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void taskNamesAreShort(Pipeline pipeline) {
    List<String> names = new ArrayList<>();
    graph(pipeline).getJobGraph().getVertices().forEach(vertex -> names.add(vertex.getName()));
    // Flink joins the names of a task's operators, and says of sources and sinks what they are.
    assertThat(names).allMatch(name -> name.length() <= 80).noneMatch(name -> name.contains("-s"));
    for (StreamNode node : graph(pipeline).getStreamNodes()) {
      String name = node.getOperatorName().replaceAll("^Source: |: (Writer|Committer)$", "");
      assertThat(name).hasSizeLessThanOrEqualTo(12);
      assertThat(node.getOperatorDescription()).startsWith(name + ": ");
    }
  }

  @Test
  void aReplicaRunsInTheTaskOfItsSource() {
    for (Pipeline pipeline : pipelines().toList()) {
      boolean byKey = pipeline.input().partitioning() == Partitioning.KEY;
      List<String> names = new ArrayList<>();
      graph(pipeline).getJobGraph().getVertices().forEach(vertex -> names.add(vertex.getName()));
      assertThat(names.stream().anyMatch(name -> name.matches(".*examples.*replica.*")))
          .as(pipeline.name() + " " + names)
          .isEqualTo(!byKey);
    }
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void whatRunsOnceCanNotBeRescaled(Pipeline pipeline) {
    for (StreamNode node : graph(pipeline).getStreamNodes()) {
      if (List.of("updates", "progress").contains(node.getTransformationUID())) {
        assertThat(node.getMaxParallelism()).as(node.getOperatorName()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void noTypeIsLeftToKryo(Pipeline pipeline) {
    for (StreamNode node : graph(pipeline).getStreamNodes()) {
      assertThat(Stream.concat(Stream.of(node.getTypeSerializersIn()), outOf(node)))
          .as(node.getOperatorName())
          .noneMatch(serializer -> serializer.getClass().getSimpleName().contains("Kryo"));
    }
    // Also what only shows when tasks are made: chains, side outputs and state.
    assertThat(graph(pipeline).getJobGraph().getNumberOfVertices()).isPositive();
  }

  private static Stream<?> outOf(StreamNode node) {
    return node.getTypeSerializerOut() == null
        ? Stream.empty()
        : Stream.of(node.getTypeSerializerOut());
  }
}
