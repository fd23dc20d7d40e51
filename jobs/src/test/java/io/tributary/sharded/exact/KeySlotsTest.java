package io.tributary.sharded.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeySlotsTest {
  /** The higher the spread, the fewer keys come again. */
  @ParameterizedTest
  @ValueSource(ints = {5, 100, 20_000})
  void isAMap(int spread) {
    Random random = new Random(spread);
    KeySlots slots = new KeySlots();
    Map<Long, Integer> map = new HashMap<>();
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < spread; i++) {
      keys.add(i % 2 == 0 ? i : random.nextLong());
    }
    for (int step = 0; step < 100_000; step++) {
      long key = keys.get(random.nextInt(spread));
      Integer row = map.get(key);
      assertThat(slots.row(key)).isEqualTo(row == null ? KeySlots.NONE : row);
      if (row != null) {
        slots.remove(key);
        map.remove(key);
      } else {
        slots.add(key, step);
        map.put(key, step);
      }
      assertThat(slots.size()).isEqualTo(map.size());
    }
    for (long key : keys) {
      assertThat(slots.row(key)).isEqualTo(map.getOrDefault(key, KeySlots.NONE));
    }
  }
}
