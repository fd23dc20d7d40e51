package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.BenchRun.PipelineRun;
import io.tributary.config.Pipeline;
import io.tributary.config.TrainingConfig;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.format.RecordDecoder;
import io.tributary.kafka.KafkaSettings;
import io.tributary.merge.RoundSize;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClickPipelineTest {
  private static final KafkaSettings KAFKA = KafkaSettings.of("127.0.0.1:1");

  @ParameterizedTest
  @ValueSource(ints = {12, 39})
  void decodesTheRowsOfEachFormat(int fields) {
    for (String format : BenchPlan.formats()) {
      ClickData data = new ClickData(fields, format, 1, 100);
      RecordDecoder decoder = ClickRows.decoder(data);
      data.records()
          .each(
              0,
              data.rows(),
              (key, value) -> {
                assertThat(decoder.decode(value, 0)).isInstanceOf(Decoded.class);
                Decoded decoded = (Decoded) decoder.decode(value, 0);
                // Numbers that are zero are no features.
                assertThat(decoded.example().features().size()).isBetween(12, fields + 1);
              });
    }
  }

  @Test
  void isTheDefaultButForWhatARunChanges() {
    ClickData data = new ClickData(39, "json", 8, 100);
    Pipeline plain = ClickPipeline.of(new PipelineRun("a", data, Map.of(), 0), "m", KAFKA);
    assertThat(plain.name()).isEqualTo("m");
    assertThat(plain.training().replicas()).isEqualTo(8);
    assertThat(plain.training().roundSize()).isEqualTo(TrainingConfig.defaultRoundSize());
    assertThat(plain.model().layout().bits()).isEqualTo(22);
    assertThat(plain.input().bounded()).isTrue();
    Map<String, String> settings =
        Map.of(
            "model.bits", "18",
            "training.round.examples", "512",
            "training.staleness", "unbounded",
            "training.checkpointInterval", "2s");
    Pipeline changed = ClickPipeline.of(new PipelineRun("b", data, settings, 0), "m", KAFKA);
    assertThat(changed.model().layout().bits()).isEqualTo(18);
    assertThat(changed.training().roundSize()).isEqualTo(RoundSize.fixed(512));
    assertThat(changed.training().staleness()).hasToString("unbounded");
    assertThat(changed.training().checkpointInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(changed.training().replicas()).isEqualTo(8);
  }
}
