package io.tributary.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.tracking.EventJson.Numbered;
import io.tributary.tracking.TrackedEvent.Artifact;
import io.tributary.tracking.TrackedEvent.Ended;
import io.tributary.tracking.TrackedEvent.Metrics;
import io.tributary.tracking.TrackedEvent.Outcome;
import io.tributary.tracking.TrackedEvent.Parameters;
import io.tributary.tracking.TrackedEvent.Started;
import io.tributary.tracking.TrackedEvent.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
  private static final long ROOMY = 1 << 20;

  @TempDir private Path parent;

  private static Metrics point(long step) {
    return new Metrics(1000 + step, step, Map.of("logLoss", 1.0 / step));
  }

  private Spool open(long maxBytes) throws IOException {
    return Spool.open(parent.resolve("run"), maxBytes).orElseThrow();
  }

  private static List<TrackedEvent> waiting(Spool spool) {
    return spool.first(Integer.MAX_VALUE).stream().map(Numbered::event).toList();
  }

  @Test
  void everyEventIsReadAsItWasWritten() {
    List<TrackedEvent> events =
        List.of(
            new Started(1, "key", "a \"name\"", Map.of("t", "ä\n𝔘")),
            new Parameters(2, Map.of("model.bits", "22")),
            point(3),
            new Artifact(4, "pipeline.yaml", "name: x\n"),
            new Version(5, Map.of("checksum", "ab")),
            new Ended(6, Outcome.FAILED));
    for (TrackedEvent event : events) {
      Numbered numbered = new Numbered(7, event);
      String line = EventJson.write(numbered);
      assertThat(line).doesNotContain("\n");
      assertThat(EventJson.read(line)).contains(numbered);
    }
    assertThat(EventJson.read("{\"number\":1,\"event\":\"Star")).isEmpty();
    assertThat(EventJson.read("{\"number\":1,\"event\":\"Other\"}")).isEmpty();
  }

  @Test
  void anotherProcessGoesOnWhereThisOneWas() throws IOException {
    try (Spool spool = open(ROOMY)) {
      LongStream.rangeClosed(1, 5).forEach(step -> spool.add(point(step)));
      spool.sent(2, Map.of("run", "r1"));
      assertThat(Spool.open(parent.resolve("run"), ROOMY)).isEmpty();
    }
    // A crash has cut the last line.
    Files.writeString(
        parent.resolve("run").resolve("events"), "{\"number\":6,", StandardOpenOption.APPEND);
    try (Spool spool = open(ROOMY)) {
      assertThat(waiting(spool)).containsExactly(point(3), point(4), point(5));
      assertThat(spool.remote()).containsEntry("run", "r1");
      spool.add(point(6));
    }
    try (Spool spool = open(ROOMY)) {
      assertThat(waiting(spool)).containsExactly(point(3), point(4), point(5), point(6));
    }
  }

  @Test
  void aFullSpoolMakesCurvesCoarserAndKeepsAllElse() throws IOException {
    Started started = new Started(1, "key", "name", Map.of());
    Ended ended = new Ended(9, Outcome.FINISHED);
    int most = 4096;
    try (Spool spool = open(most)) {
      spool.add(started);
      LongStream.rangeClosed(1, 1000).forEach(step -> spool.add(point(step)));
      spool.add(ended);
      List<TrackedEvent> waiting = waiting(spool);
      assertThat(waiting).startsWith(started).endsWith(ended);
      assertThat(waiting).hasSizeBetween(15, 80);
      List<Long> steps =
          waiting.stream()
              .filter(Metrics.class::isInstance)
              .map(event -> ((Metrics) event).step())
              .toList();
      assertThat(steps).isSorted().doesNotHaveDuplicates();
      // The whole outage has points, not its end or its beginning alone.
      assertThat(steps.get(0)).isLessThan(200);
      assertThat(steps.get(steps.size() - 1)).isGreaterThan(950);
      assertThat(Files.size(parent.resolve("run").resolve("events"))).isLessThanOrEqualTo(most);
    }
  }

  @Test
  void aRunThatTheTrackerKnowsLeavesNoFiles() throws IOException {
    try (Spool spool = open(ROOMY)) {
      spool.add(new Ended(1, Outcome.FINISHED));
      spool.sent(1, Map.of());
    }
    assertThat(parent.resolve("run")).doesNotExist();
  }

  @Test
  void onlySomeLeftoversAreKept() throws IOException {
    for (int run = 0; run < Leftovers.MOST + 3; run++) {
      try (Spool spool = Spool.open(parent.resolve("run-" + (100 + run)), ROOMY).orElseThrow()) {
        spool.add(point(run + 1));
      }
    }
    List<Spool> left = Leftovers.open(parent, ROOMY);
    assertThat(left).hasSize(Leftovers.MOST);
    assertThat(waiting(left.get(0))).containsExactly(point(4));
    left.forEach(Spool::close);
    assertThat(parent.resolve("run-100")).doesNotExist();
  }
}
