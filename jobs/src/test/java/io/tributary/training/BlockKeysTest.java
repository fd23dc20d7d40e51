package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockKeysTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 16, 64, 1024})
  void blocksLieEvenlyWhateverTheNumberOfTasks(int blocks) {
    BlockKeys keys = new BlockKeys(blocks);
    assertThat(keys.groups()).isGreaterThanOrEqualTo(blocks);
    for (int tasks = 1; tasks <= Math.min(blocks, 70); tasks++) {
      int[] counts = new int[tasks];
      Set<Integer> known = new HashSet<>();
      for (int block = 0; block < blocks; block++) {
        Integer key = keys.of(block);
        assertThat(known.add(key)).as("key of block %d is its own", block).isTrue();
        counts[KeyGroupRangeAssignment.assignKeyToParallelOperator(key, keys.groups(), tasks)]++;
      }
      for (int count : counts) {
        assertThat(count).as("tasks=%d", tasks).isBetween(blocks / tasks, blocks / tasks + 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 256})
  void keysAreTheSameEverywhere(int blocks) {
    for (int block = 0; block < blocks; block++) {
      assertThat(new BlockKeys(blocks).of(block)).isEqualTo(new BlockKeys(blocks).of(block));
    }
  }
}
