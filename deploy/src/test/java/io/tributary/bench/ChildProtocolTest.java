package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.bench.BenchRun.Fill;
import io.tributary.bench.BenchRun.FloorRun;
import io.tributary.bench.BenchRun.PipelineRun;
import io.tributary.bench.BenchRun.RecoveryRun;
import io.tributary.bench.RunResult.PipelineResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ChildProtocolTest {
  private static final ClickData DATA = new ClickData(12, "csv", 3, 17);

  @TempDir private Path directory;

  static Stream<BenchRun> runs() {
    return Stream.of(
        new Fill(DATA),
        new FloorRun("decode csv", Floor.DECODE, DATA, 5),
        new PipelineRun("large", DATA, Map.of("model.bits", "24", "training.staleness", "0"), 5),
        new RecoveryRun("recovery 24", DATA, Map.of("model.bits", "24")));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void requestsArriveAsTheyWereMade(BenchRun run) throws IOException {
    ChildRequest request = new ChildRequest(run, "127.0.0.1:9092", "bench-3");
    Path file = directory.resolve("request.json");
    BenchJson.write(file, request);
    assertThat(BenchJson.read(file, ChildRequest.class)).isEqualTo(request);
  }

  @Test
  void answersArriveAsTheyWereMade() throws IOException {
    PipelineResult result = Results.pipeline("json", 4, 2.5);
    ChildAnswer answer = new ChildAnswer(null, result.cost(), result.figures(), null);
    Path file = directory.resolve("answer.json");
    BenchJson.write(file, answer);
    assertThat(BenchJson.read(file, ChildAnswer.class)).isEqualTo(answer);
    ChildAnswer recovered =
        new ChildAnswer(
            null, result.cost(), null, new RecoveryFigures(22, 1 << 25, 4, 17, 8, 9, 2.5));
    BenchJson.write(file, recovered);
    assertThat(BenchJson.read(file, ChildAnswer.class)).isEqualTo(recovered);
  }

  @Test
  void failuresNameAllTheirCauses() {
    Exception failure =
        new IllegalStateException("training failed", new IOException("disk is full", null));
    assertThat(ChildAnswer.failed(failure).failure()).isEqualTo("training failed: disk is full");
    assertThat(ChildAnswer.failed(new StackOverflowError()).failure())
        .isEqualTo("java.lang.StackOverflowError");
  }

  @Test
  void documentsHoldWhatIsDerivedToo() {
    JsonNode json = BenchJson.MAPPER.valueToTree(Results.pipeline("json", 8, 2.5));
    assertThat(json.at("/run/kind").asText()).isEqualTo("pipeline");
    assertThat(json.at("/cost/window/cpuSecondsPerMillion").asDouble()).isEqualTo(2.5);
    assertThat(json.at("/cost/window/examplesPerSecond").asDouble()).isEqualTo(800_000);
    assertThat(json.at("/updateBytesPerExample").asDouble()).isEqualTo(117);
    assertThat(json.at("/brokerCpuSeconds").isNull()).isTrue();
    JsonNode ratio = BenchJson.MAPPER.valueToTree(new Ratio("a / b", 2, 1, false));
    assertThat(ratio.path("met").asBoolean(true)).isFalse();
  }
}
