package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** What {@code score} says of records of the clicks that {@link CommandsIT} trains on. */
final class ScoredRecords {
  private ScoredRecords() {}

  /** Scores good and bad records, and explains one. */
  static void check(String pipeline, Path store) {
    String records =
        """
        {"site": "s0", "age": 40}
        oops
        {"site": "s3", "age": "old"}

        {"site": "s3"}
        """;
    CommandRun scored =
        CommandRun.withInput(records, "score", "--store=" + store, "--pipeline=" + pipeline);
    assertThat(scored.code()).isZero();
    List<String> scores = scored.out().lines().toList();
    assertThat(scores).hasSize(5);
    assertThat(Double.parseDouble(scores.get(0))).isBetween(0.1, 0.45);
    assertThat(scores.subList(1, 4)).containsExactly("NaN", "NaN", "");
    assertThat(Double.parseDouble(scores.get(4))).isBetween(0.8, 1.0);
    assertThat(scored.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("line=2 reason=not-json"),
            line -> assertThat(line).contains("line=3 reason=not-a-number").contains("old"),
            line -> assertThat(line).contains("records were not scored: bad=2 lines=5"));

    CommandRun explained =
        CommandRun.withInput(
            "{\"site\": \"s3\"}\n",
            "score",
            "--store=" + store,
            "--pipeline=" + pipeline,
            "--explain");
    assertThat(explained.out().lines())
        .hasSize(4)
        .anyMatch(line -> line.contains("  site = s3"))
        .anyMatch(line -> line.endsWith("  sum"));
  }
}
