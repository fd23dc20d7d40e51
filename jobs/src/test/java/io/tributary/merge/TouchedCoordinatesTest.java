package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a map, round after round, with examples that share coordinates and repeat them. */
class TouchedCoordinatesTest {
  private static final int BITS = 12;

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 39", "2, 64", "1, 65", "2, 200"})
  void remembersEachCoordinateAsItWasBeforeItsFirstTouch(int width, int features) {
    Random random = new Random(features);
    float[] lanes = new float[width << BITS];
    TouchedCoordinates touched = new TouchedCoordinates(lanes, width, width > 1 ? 1 : -1, BITS);
    for (int round = 0; round < 5; round++) {
      Map<Integer, List<Float>> before = new HashMap<>();
      for (int example = 0; example < 30; example++) {
        int[] indices = random.ints(features + 1, 0, 1 << BITS).toArray();
        indices[features - 1] = indices[0];
        for (int i = 0; i < features; i++) {
          before.putIfAbsent(indices[i], lanesOf(indices[i], lanes, width));
        }
        // The last one is not the example's.
        touched.touch(indices, features);
        for (int i = 0; i < features; i++) {
          for (int lane = 0; lane < width; lane++) {
            // As learning does: away from 0, which keeps the sign of a mass that is marked.
            int at = indices[i] * width + lane;
            lanes[at] += Math.copySign(random.nextFloat(), lanes[at]);
          }
        }
      }
      assertRemembers(touched, before, width);
      float[] copies = lanes.clone();
      touched.unmark(copies);
      touched.unmark(touched.sorted(), 0, touched.size());
      assertThat(lanes).isEqualTo(copies);
      for (int at = 1; width > 1 && at < lanes.length; at += width) {
        assertThat(Float.floatToRawIntBits(lanes[at])).isNotNegative();
      }
      touched.clear();
      assertThat(touched.size()).isZero();
      assertThat(touched.slotOf(before.keySet().iterator().next())).isNegative();
    }
  }

  private static List<Float> lanesOf(int coordinate, float[] lanes, int width) {
    return IntStream.range(0, width).mapToObj(lane -> lanes[coordinate * width + lane]).toList();
  }

  private static void assertRemembers(
      TouchedCoordinates touched, Map<Integer, List<Float>> before, int width) {
    int size = touched.size();
    long[] sorted = touched.sorted();
    float[] gathered = new float[(size + 1) * width];
    touched.gatherBefore(sorted, 0, size / 2, gathered, width);
    touched.gatherBefore(sorted, size / 2, size, gathered, (size / 2 + 1) * width);
    Map<Integer, List<Float>> remembered = new HashMap<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int slot = (int) sorted[i];
      int coordinate = (int) (sorted[i] >>> 32);
      assertThat(touched.coordinate(slot)).isEqualTo(coordinate);
      assertThat(touched.slotOf(coordinate)).isEqualTo(slot);
      order.add(coordinate);
      remembered.put(coordinate, lanesOf(i + 1, gathered, width));
      assertThat(touched.before(slot, width - 1)).isEqualTo(gathered[(i + 2) * width - 1]);
    }
    assertThat(remembered).isEqualTo(before);
    assertThat(order).isSorted().hasSameSizeAs(before.keySet()).doesNotHaveDuplicates();
  }
}
