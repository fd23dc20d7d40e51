package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.kafka.KafkaSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobHeapTest {
  private static final long MIB = 1L << 20;

  @Test
  void theNeedIsThatOfThePipeline() {
    KafkaSettings kafka = KafkaSettings.of("localhost:1");
    // 2^12 weights of two lanes are 32 KiB; without checkpoints nothing is restored.
    assertThat(JobHeap.of(TestPipelines.reproducible("m", "rows", 2, kafka)))
        .isEqualTo(new JobHeap(MIB + 32 * 1024, 32 * 1024));
  }

  @Test
  void jobsCarryItAsParameters() {
    JobHeap heap = new JobHeap(7, 8, 9);
    assertThat(JobHeap.of(heap.parameters())).hasValue(heap);
    assertThat(JobHeap.of(Map.of("other", "1"))).isEmpty();
  }
}
