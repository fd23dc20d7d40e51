package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class KeyBagTest {
  @Test
  void hasEachKeyOnceInOrder() {
    Random random = new Random(1);
    KeyBag bag = new KeyBag();
    for (int turn = 0; turn < 20; turn++) {
      TreeSet<Long> expected = new TreeSet<>();
      int range = 1 + random.nextInt(500);
      for (int i = random.nextInt(2_000); i > 0; i--) {
        long key = (long) random.nextInt(range) - range / 2;
        bag.add(key);
        expected.add(key);
        if (random.nextInt(100) == 0) {
          assertThat(bag.keys()).containsExactly(expected.toArray(Long[]::new));
        }
      }
      assertThat(bag.keys()).containsExactly(expected.toArray(Long[]::new));
      bag.clear();
    }
    assertThat(bag.keys()).isEmpty();
  }
}
