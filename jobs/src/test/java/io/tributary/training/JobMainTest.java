package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.training.JobMain.Arguments;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JobMainTest {
  private static Arguments parse(String... args) {
    return JobMain.parse(args);
  }

  @Test
  void takesAFileAndTheNumberOfReplicas() {
    Path file = Path.of("clicks.yaml");
    assertThat(parse("clicks.yaml")).isEqualTo(new Arguments(file, null));
    assertThat(parse("clicks.yaml", "--parallelism", "4")).isEqualTo(new Arguments(file, "4"));
    assertThat(parse("--parallelism=4", "clicks.yaml")).isEqualTo(new Arguments(file, "4"));
  }

  @Test
  void refusesAllElse() {
    assertThatThrownBy(JobMainTest::parse)
        .hasMessage("pipeline file is missing: expected=PIPELINE.yaml");
    assertThatThrownBy(() -> parse("a.yaml", "--paralelism", "1"))
        .hasMessage("unexpected argument: argument=--paralelism allowed=--parallelism N, --help");
    assertThatThrownBy(() -> parse("a.yaml", "b.yaml"))
        .hasMessageStartingWith("unexpected argument: argument=b.yaml");
    assertThatThrownBy(() -> parse("a.yaml", "--parallelism"))
        .hasMessageStartingWith("unexpected argument: argument=--parallelism");
    assertThatThrownBy(() -> JobMain.main(new String[] {"missing.yaml"}))
        .hasMessage("pipeline file does not exist: file=missing.yaml");
  }
}
