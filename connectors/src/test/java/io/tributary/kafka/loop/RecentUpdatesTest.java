package io.tributary.kafka.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentUpdatesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "the checkpoint is older than what is recent,    70, 100, 90, 70",
    "the checkpoint is within what is recent,        95, 100, 90, 90",
    "nothing is recent,                              70, 100, -1, 70",
    "nothing is recent and nothing follows,         100, 100, -1, 100",
    "the topic is new and empty,                     70,   0, -1, 0",
    "the topic is new and grows past the checkpoint, 70, 100,  0, 0",
    "the topic is another one and shorter,           70,  50, -1, 50",
  })
  void itBeginsNoLaterThanThisIncarnation(
      String when, long checkpointed, long end, long recent, long first) {
    assertThat(RecentUpdates.first(checkpointed, end, recent)).as(when).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({"latest", "earliest", "timestamp"})
  @SuppressWarnings("deprecation")
  void whatIsGoneIsSkippedAndNothingElse(String start) {
    OffsetsInitializer initializer =
        switch (start) {
          case "latest" -> OffsetsInitializer.latest();
          case "earliest" -> OffsetsInitializer.earliest();
          default -> OffsetsInitializer.timestamp(5);
        };
    assertThat(new ResetToEarliest(initializer).getAutoOffsetResetStrategy())
        .isEqualTo(OffsetResetStrategy.EARLIEST);
  }
}
