package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.BenchOptions.Part;
import io.tributary.config.Pipeline;
import io.tributary.kafka.KafkaSettings;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class CurvePlanTest {
  private static final KafkaSettings KAFKA = KafkaSettings.of("127.0.0.1:1");

  private static List<CurvePlan.Point> points(String filter) {
    return CurvePlan.of(
        new BenchOptions(1000, true, Set.of(Part.PIPELINES), Pattern.compile(filter)));
  }

  @Test
  void everyPointIsAPipelineThatDiffersInWhatItsCurveSays() {
    List<CurvePlan.Point> points = points("");
    assertThat(points.stream().map(point -> point.run().name())).doesNotHaveDuplicates();
    for (CurvePlan.Point point : points) {
      Pipeline pipeline = ClickPipeline.of(point.run(), "m", KAFKA);
      String x =
          switch (point.curve()) {
            case "replicas" -> Integer.toString(pipeline.training().replicas());
            case "bits" -> Integer.toString(pipeline.model().layout().bits());
            case "features" -> Integer.toString(pipeline.schema().features().size() - 1);
            case "round" -> Integer.toString(pipeline.training().roundExamples());
            case "staleness" -> pipeline.training().staleness().toString();
            default -> "no such curve";
          };
      assertThat(x).as(point.run().name()).isEqualTo(point.x());
      assertThat(pipeline.training().replicas()).isEqualTo(point.run().data().partitions());
    }
  }

  @Test
  void topicsAreFilledOnce() {
    List<String> topics = points("").stream().map(point -> point.run().data().topic()).toList();
    assertThat(topics).isSorted();
    assertThat(points("^round (16|64)$")).hasSize(2);
  }
}
