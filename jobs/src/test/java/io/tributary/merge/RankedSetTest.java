package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RankedSetTest {
  @Test
  void ranksWhatBlocksAddedByTheirOffsets() {
    Random random = new Random(1);
    RankedSet set = new RankedSet();
    for (int round = 0; round < 20; round++) {
      TreeSet<Integer> expected = new TreeSet<>();
      int added = 0;
      for (int block = 0; block < 4; block++) {
        int first = block * 10_000;
        int[] offsets = random.ints(random.nextInt(50), 0, 10_000).sorted().distinct().toArray();
        set.addAll(offsets, first);
        added += offsets.length;
        for (int offset : offsets) {
          expected.add(first + offset);
        }
      }
      int[] members = set.members(added);
      assertThat(members).containsExactly(expected.stream().mapToInt(one -> one).toArray());
      for (int i = 0; i < members.length; i++) {
        assertThat(set.rankOf(members[i])).isEqualTo(i);
      }
      set.clear();
    }
  }
}
