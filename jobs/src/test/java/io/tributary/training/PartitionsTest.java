package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.InputConfig;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.merge.Staleness;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PartitionsTest {
  private static Pipeline pipeline(String input, String training) {
    return PipelineFile.of(
            """
            name: clicks
            features: [site]
            label: {field: clicked}
            key: user
            input: {topic: impressions%s}
            training: {replicas: 4%s}
            """
                .formatted(input, training))
        .pipeline(Map.of());
  }

  private static final String BY_COUNT = ", round: {maxDelay: 0ms}";

  @Test
  void replicasWithoutAPartitionWouldStallTheOthers() {
    Pipeline pipeline = pipeline("", BY_COUNT);
    assertThat(Partitions.stall(pipeline, 1).orElseThrow())
        .startsWith("replicas without a partition would stall all others")
        .contains(" topic=impressions partitions=1 replicas=4 training.round.maxDelay=0ms")
        .contains("allowed=");
    assertThat(Partitions.stall(pipeline, 3)).isPresent();
    assertThat(Partitions.stall(pipeline, 4)).isEmpty();
    assertThat(Partitions.warning(pipeline, 4)).isEmpty();
  }

  @Test
  void theyStallNobodyWhenTimeEndsRoundsOrNobodyWaitsOrTheInputEnds() {
    for (Pipeline pipeline :
        new Pipeline[] {
          pipeline("", ""),
          pipeline("", BY_COUNT + ", staleness: unbounded"),
          pipeline(", bounded: true", BY_COUNT)
        }) {
      assertThat(Partitions.stall(pipeline, 1)).isEmpty();
      assertThat(Partitions.warning(pipeline, 1).orElseThrow())
          .startsWith("warning: fewer partitions than replicas")
          .contains(" topic=impressions partitions=1 replicas=4");
    }
  }

  @Test
  void withPartitioningByKeyPartitionsDoNotCount() {
    Pipeline pipeline = pipeline(", partitioning: key", BY_COUNT);
    assertThat(Partitions.stall(pipeline, 1)).isEmpty();
    assertThat(Partitions.warning(pipeline, 1)).isEmpty();
  }

  @Test
  void readersWithoutAPartitionStallNobody() {
    Pipeline pipeline = pipeline(", readers: 2", BY_COUNT);
    assertThat(Partitions.stall(pipeline, 1)).isEmpty();
    assertThat(Partitions.warning(pipeline, 2)).isEmpty();
    assertThat(Partitions.warning(pipeline, 1))
        .hasValue(
            "warning: fewer partitions than readers, some readers read nothing: topic=impressions"
                + " partitions=1 readers=2");
  }

  @Test
  void sourcesOfShardsThatWaitForEachOtherNeedAPartitionEach() {
    Pipeline bounded = TestPipelines.sharded("m", "rows", 3, 2, KafkaSettings.of("localhost:1"));
    assertThat(Partitions.stall(bounded, 2)).isEmpty();
    Pipeline endless =
        TestPipelines.live(
                "m",
                3,
                InputConfig.Partitioning.TOPIC,
                new Staleness(1),
                "mean",
                KafkaSettings.of("localhost:1"))
            .withTraining(bounded.training());
    assertThat(Partitions.stall(endless, 3)).isEmpty();
    assertThat(Partitions.stall(endless, 2).orElseThrow())
        .contains("partitions=2 replicas=3", "training.batch.maxDelay=0ms");
  }
}
