package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.BenchOptions.Part;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class BenchPlanTest {
  private static List<String> names(Set<Part> parts, String filter) {
    BenchOptions options = new BenchOptions(1000, 1, true, parts, Pattern.compile(filter));
    return BenchPlan.of(options).stream().map(BenchRun::name).toList();
  }

  @Test
  void measuresAllThatTheRatiosNeed() {
    List<String> names = names(EnumSet.allOf(Part.class), "");
    assertThat(names)
        .contains(Names.LEARNER, Names.LOOP)
        .contains(Names.pipeline("json", 2), Names.pipeline("json", 4), Names.pipeline("json", 8))
        .contains(Names.checkpoints("json", BenchPlan.CHECKPOINTED))
        .doesNotHaveDuplicates();
    for (String format : BenchPlan.formats()) {
      assertThat(names)
          .contains(
              Names.consume(format),
              Names.source(format),
              Names.decode(format),
              Names.pipeline(format, 1));
    }
  }

  @Test
  void leavesOutWhatNobodyAskedFor() {
    assertThat(names(EnumSet.of(Part.PIPELINES), "csv")).containsExactly("pipeline csv x1");
    assertThat(names(EnumSet.of(Part.FLOORS), "^learner|loop"))
        .containsExactly(Names.LEARNER, Names.LOOP);
    assertThat(names(EnumSet.of(Part.KERNELS), "")).isEmpty();
  }

  @Test
  void runsOnTheSameRowsAreTogether() {
    List<ClickData> data =
        BenchPlan.of(new BenchOptions(10, 1, true, EnumSet.allOf(Part.class), Pattern.compile("")))
            .stream()
            .map(BenchRun::data)
            .toList();
    for (int i = 0; i + 1 < data.size(); i++) {
      boolean isLast = !data.get(i).equals(data.get(i + 1));
      assertThat(data.subList(i + 1, data.size()).contains(data.get(i))).isEqualTo(!isLast);
    }
  }
}
