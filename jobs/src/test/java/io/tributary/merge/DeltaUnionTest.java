package io.tributary.merge;

import static io.tributary.merge.Messages.delta;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.merge.MergeRule.Moves;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.SparseValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeltaUnionTest {
  private record Move(double change, double mass) {}

  /**
   * As many replicas, offsets of each, and size of the block; one set serves all, as in a master.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 1, 1",
    "2, 3, 8",
    "8, 40, 64",
    "8, 40, 65",
    "5, 300, 4096",
    "5, 300, 4097",
    "64, 20, 262144",
    "3, 5000, 262144"
  })
  void tellsOfEachOffsetTheMovesInReplicaOrder(int replicas, int most, int blockSize) {
    Random random = new Random(replicas * 31L + most);
    RankedSet scratch = new RankedSet();
    for (int times = 0; times < 5; times++) {
      for (int width = 1; width <= 2; width++) {
        check(deltas(random, replicas, most, blockSize, width), width, scratch);
      }
    }
  }

  private static void check(List<Delta> deltas, int width, RankedSet scratch) {
    boolean hasMass = width == 2;
    Map<Integer, List<Move>> expected = new TreeMap<>();
    for (Delta delta : deltas) {
      int[] offsets = delta.changes().offsets();
      float[] lanes = delta.changes().lanes();
      for (int i = 0; i < offsets.length; i++) {
        expected
            .computeIfAbsent(offsets[i], offset -> new ArrayList<>())
            .add(new Move(lanes[i * width], hasMass ? lanes[i * width + 1] : 0));
      }
    }
    DeltaUnion union = new DeltaUnion(deltas, width, hasMass, scratch);
    assertThat(union.offsets())
        .containsExactly(expected.keySet().stream().mapToInt(Integer::intValue).toArray());
    int position = 0;
    for (List<Move> moves : expected.values()) {
      Moves all = new Moves().start(0, 1);
      union.addTo(all, position++);
      List<Move> actual = new ArrayList<>();
      for (int i = 0; i < all.count; i++) {
        actual.add(new Move(all.changes[i], all.curvatures[i]));
      }
      assertThat(actual).isEqualTo(moves);
    }
  }

  private static List<Delta> deltas(
      Random random, int replicas, int most, int blockSize, int width) {
    List<Delta> deltas = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      int[] offsets =
          random.ints(1 + random.nextInt(most), 0, blockSize).distinct().sorted().toArray();
      float[] lanes = new float[offsets.length * width];
      for (int i = 0; i < lanes.length; i++) {
        lanes[i] = random.nextFloat();
      }
      deltas.add(delta(replica, 0, new SparseValues(offsets, lanes)));
    }
    return deltas;
  }
}
