package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.kafka.decoding.InputRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

final class PartitionTimeTest {
  private static final long NOW = 1_000_000;

  private final List<Long> told = new ArrayList<>();
  private final WatermarkOutput output =
      new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
          told.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
          throw new AssertionError();
        }

        @Override
        public void markActive() {
          throw new AssertionError();
        }
      };
  private final PartitionTime time = new PartitionTime(() -> Instant.ofEpochMilli(NOW));

  private void read(long eventTime) {
    Example example =
        new Example(0, eventTime, 0, 1, 1, FeatureVector.of(new int[0], new float[0]));
    time.onEvent(new InputRecord.Decoded(example), 0, output);
  }

  @Test
  void theEarliestOfTheLastExamplesIsTold() {
    read(30);
    read(10);
    read(20);
    time.onPeriodicEmit(output);
    read(40);
    time.onPeriodicEmit(output);
    assertThat(told).containsExactly(10L, 40L);
  }

  @Test
  void aWrongTimeInTheFutureCountsForNothing() {
    read(NOW * 1_000);
    read(10);
    time.onPeriodicEmit(output);
    assertThat(told).containsExactly(10L);
  }

  @Test
  void noPartitionIsLaterThanNow() {
    read(NOW * 1_000);
    time.onPeriodicEmit(output);
    assertThat(told).containsExactly(NOW);
  }

  @Test
  void whatHasNoTimeTellsNothing() {
    read(Example.NO_TIME);
    time.onEvent(new InputRecord.Ended(), 5, output);
    time.onPeriodicEmit(output);
    assertThat(told).isEmpty();
  }

  @Test
  void aFewExamplesTellWithoutBeingAsked() {
    for (int i = 0; i < 2 * PartitionTime.FEW; i++) {
      read(i);
    }
    time.onPeriodicEmit(output);
    assertThat(told).containsExactly(0L, (long) PartitionTime.FEW);
  }
}
