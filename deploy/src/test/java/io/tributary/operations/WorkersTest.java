package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersTest {
  @ParameterizedTest
  @CsvSource({
    "64, 1024, 1000, 1000",
    "64, 1024, 2000, 1088",
    "64, 1024, 0, 1088",
    "0, 0, 1000, 1000",
    "0, 0, 0, 0",
    "0, 0, -1, 0",
    "128, 9223372036854775807, 1000, 1000",
  })
  void theHeapIsWhatWasConfiguredOrLessWhenTheProcessHasLess(
      long framework, long task, long virtualMachine, long heap) throws IOException {
    String json =
        "{'memoryConfiguration': {'frameworkHeap': %d, 'taskHeap': %d}, 'metrics': {'heapMax': %d}}"
            .formatted(framework, task, virtualMachine)
            .replace('\'', '"');
    assertThat(Workers.heap(new ObjectMapper().readTree(json))).isEqualTo(heap);
  }
}
