package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a map, round after round, with examples that share coordinates and repeat them. */
class TouchedCoordinatesTest {
  private static final int BITS = 12;

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 39", "2, 64", "1, 65", "2, 200"})
  void remembersEachCoordinateAsItWasBeforeItsFirstTouch(int width, int features) {
    Random random = new Random(features);
    TouchedCoordinates touched = new TouchedCoordinates(width, BITS);
    float[] lanes = new float[width << BITS];
    for (int round = 0; round < 5; round++) {
      Map<Integer, Float> before = new HashMap<>();
      for (int example = 0; example < 30; example++) {
        int[] indices = random.ints(features + 1, 0, 1 << BITS).toArray();
        indices[features - 1] = indices[0];
        for (int i = 0; i < features; i++) {
          before.putIfAbsent(indices[i], lanes[indices[i] * width]);
        }
        // The last one is not the example's.
        touched.touch(indices, features, lanes);
        for (int i = 0; i < features; i++) {
          for (int lane = 0; lane < width; lane++) {
            lanes[indices[i] * width + lane] += random.nextFloat() + lane;
          }
        }
      }
      assertRemembers(touched, before, width);
      touched.clear();
      assertThat(touched.size()).isZero();
    }
  }

  private static void assertRemembers(
      TouchedCoordinates touched, Map<Integer, Float> before, int width) {
    Map<Integer, Float> remembered = new HashMap<>();
    for (int slot = 0; slot < touched.size(); slot++) {
      int coordinate = touched.coordinate(slot);
      assertThat(touched.slotOf(coordinate)).isEqualTo(slot);
      remembered.put(coordinate, touched.before(slot, 0));
      assertThat(touched.before()[slot * width]).isEqualTo(touched.before(slot, 0));
    }
    assertThat(remembered).isEqualTo(before);
    long[] sorted = touched.sorted();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < touched.size(); i++) {
      order.add((int) (sorted[i] >>> 32));
      assertThat(touched.coordinate((int) sorted[i])).isEqualTo(order.get(i));
    }
    assertThat(order).isSorted().hasSameSizeAs(before.keySet()).doesNotHaveDuplicates();
  }
}
