package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.BenchOptions.Part;
import io.tributary.bench.BenchRun.PipelineRun;
import io.tributary.bench.BenchRun.RecoveryRun;
import io.tributary.config.Pipeline;
import io.tributary.kafka.KafkaSettings;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class CurvePlanTest {
  private static final KafkaSettings KAFKA = KafkaSettings.of("127.0.0.1:1");

  private static List<CurvePlan.Point> points(String filter, long heap) {
    return CurvePlan.of(
        new BenchOptions(1000, 1, true, Set.of(Part.PIPELINES), Pattern.compile(filter)), heap);
  }

  @Test
  void everyPointIsAPipelineThatDiffersInWhatItsCurveSays() {
    List<CurvePlan.Point> points = points("", 64L << 30);
    assertThat(points.stream().map(point -> point.run().name())).doesNotHaveDuplicates();
    for (CurvePlan.Point point : points) {
      Pipeline pipeline = ClickPipeline.of(jobs(point.run()), "m", KAFKA);
      String x =
          switch (point.curve()) {
            case "replicas" -> Integer.toString(pipeline.training().replicas());
            case "bits", "recovery" -> Integer.toString(pipeline.model().layout().bits());
            case "features" -> Integer.toString(pipeline.schema().features().size() - 1);
            case "round" -> Integer.toString(pipeline.training().roundSize().most());
            case "interval" -> Long.toString(pipeline.training().checkpointInterval().toSeconds());
            case "staleness" -> pipeline.training().staleness().toString();
            default -> "no such curve";
          };
      assertThat(x).as(point.run().name()).isEqualTo(point.x());
      assertThat(pipeline.training().replicas()).isEqualTo(point.run().data().partitions());
    }
  }

  @Test
  void asManyCheckpointsAreTakenWhereTheyAreSeldom() {
    assertThat(points("^interval", 6L << 30).stream().map(point -> rows(point.run())))
        .containsExactlyInAnyOrder(1000L, 2000L);
    assertThat(points("^round", 6L << 30).stream().map(point -> rows(point.run())))
        .containsOnly(1000L);
  }

  private static long rows(BenchRun run) {
    return jobs(run).data().rows();
  }

  private static PipelineRun jobs(BenchRun run) {
    return run instanceof RecoveryRun recovery ? recovery.pipeline("m") : (PipelineRun) run;
  }

  @Test
  void aRecoveryHasATopicOfItsOwnThatDoesNotEnd() {
    BenchRun run = points("^recovery 22$", 6L << 30).get(0).run();
    Pipeline pipeline = ClickPipeline.of(jobs(run), "m", KAFKA);
    assertThat(pipeline.input().topic()).isEqualTo("m-rows");
    assertThat(pipeline.input().bounded()).isFalse();
  }

  @Test
  void recoversOnlyModelsThatThereIsMemoryFor() {
    assertThat(points("^recovery", 6L << 30).stream().map(CurvePlan.Point::x))
        .containsExactly("18", "20", "22", "24");
    assertThat(points("^recovery", 8L << 30).stream().map(CurvePlan.Point::x)).contains("26");
    assertThat(points("^recovery", 1L << 30).stream().map(CurvePlan.Point::x))
        .containsExactly("18", "20", "22");
  }

  @Test
  void topicsAreFilledOnce() {
    List<String> topics =
        points("", 64L << 30).stream().map(point -> point.run().data().topic()).toList();
    assertThat(topics).isSorted();
    assertThat(points("^round (16|64)$", 1L << 30)).hasSize(2);
  }
}
