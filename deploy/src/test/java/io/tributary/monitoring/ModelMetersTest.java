package io.tributary.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.learner.MetricsKind;
import io.tributary.serving.MirrorStatus;
import io.tributary.session.Mirroring;
import io.tributary.session.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ModelMetersTest {
  private static final Path PAGE = Path.of("docs", "metrics.md");
  private static final Pattern SERIES = Pattern.compile("(?m)^(tributary_\\w+)\\{");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(tributary_\\w+)` \\|");

  private long nanos;

  private static Mirroring.Progress mirrored(String waitingFor, double freshnessMillis) {
    return new Mirroring.Progress(
        new MirrorStatus(1000, 7, 0, false, 4096, 12, 3, 2, 5, 1, 9, waitingFor, null),
        freshnessMillis);
  }

  private static TrainingProgress trained() {
    return new TrainingProgress(
        2000, 1900, 4, 55.5, MetricsKind.BINARY, .5, .4, .7, 8, Double.NaN, 10);
  }

  @Test
  void tellsOfAMirror() {
    Latest<Mirroring.Progress> latest = new Latest<>(() -> nanos);
    try (ModelMeters meters = ModelMeters.ofMirror("a-b", latest)) {
      assertThat(meters.page())
          .contains("tributary_served_examples{model=\"a-b\"} NaN")
          .contains("tributary_mirror_gaps_total{model=\"a-b\"} 0.0")
          .contains("jvm_memory_used_bytes");
      latest.offer(() -> mirrored("blocks", 250));
      assertThat(meters.page())
          .contains("tributary_served_examples{model=\"a-b\"} 1000.0")
          .contains("tributary_served_version{model=\"a-b\"} 7.0")
          .contains("tributary_served_freshness_seconds{model=\"a-b\"} 0.25")
          .contains("tributary_mirror_awaiting_blocks{model=\"a-b\"} 5.0")
          .contains("tributary_mirror_waiting{model=\"a-b\"} 1.0")
          .contains("tributary_mirror_misfit{model=\"a-b\"} 0.0")
          .contains("tributary_mirror_gaps_total{model=\"a-b\"} 2.0")
          .contains("tributary_mirror_undecodable_total{model=\"a-b\"} 1.0")
          .contains("tributary_mirror_update_bytes_total{model=\"a-b\"} 4096.0")
          .contains("tributary_mirror_updates_total{model=\"a-b\"} 12.0");
    }
  }

  @Test
  void tellsOfATraining() {
    Latest<TrainingProgress> latest = new Latest<>(() -> nanos);
    try (ModelMeters meters = ModelMeters.ofTraining("m", MetricsKind.BINARY, latest)) {
      latest.offer(ModelMetersTest::trained);
      assertThat(meters.page())
          .contains("tributary_served_examples{model=\"m\"} 1900.0")
          .contains("tributary_served_freshness_seconds{model=\"m\"} NaN")
          .contains("tributary_training_examples{model=\"m\"} 2000.0")
          .contains("tributary_training_rejected{model=\"m\"} 4.0")
          .contains("tributary_training_loss{metric=\"logLoss\",model=\"m\"} 0.5")
          .contains("tributary_training_window_loss{metric=\"logLoss\",model=\"m\"} 0.4");
    }
  }

  @Test
  void thePageOfMetricsListsEverySeries() throws IOException {
    Set<String> told = new TreeSet<>();
    try (ModelMeters mirror = ModelMeters.ofMirror("m", new Latest<>(() -> nanos));
        ModelMeters training =
            ModelMeters.ofTraining("m", MetricsKind.BINARY, new Latest<>(() -> nanos))) {
      SERIES.matcher(mirror.page() + training.page()).results().forEach(r -> told.add(r.group(1)));
    }
    Set<String> listed = new TreeSet<>();
    ROW.matcher(Files.readString(PAGE)).results().forEach(row -> listed.add(row.group(1)));
    assertThat(listed).isEqualTo(told).isNotEmpty();
  }

  @Test
  void whatStartsAnewIsAskedForOnceASecondForAll() {
    Latest<Integer> latest = new Latest<>(() -> nanos);
    int[] asked = {0};
    assertThat(latest.get()).isNull();
    assertThat(latest.offer(() -> ++asked[0]).get()).isEqualTo(1);
    nanos += 999_999_999;
    assertThat(latest.offer(() -> ++asked[0]).get()).isEqualTo(1);
    nanos += 1;
    assertThat(latest.offer(() -> ++asked[0]).get()).isEqualTo(2);
    assertThat(latest.get()).isEqualTo(2);
  }
}
