package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.sharded.HeapRows;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredRowsTest {
  private static final int SIZE = 1_000; // Not a multiple of a page's rows.

  /** Keeps copies, as a backend that writes bytes does. */
  private static final class Store implements PageStore {
    private final Map<Integer, float[]> pages = new HashMap<>();
    private final Set<Integer> asked = new TreeSet<>();

    @Override
    public @Nullable RowPage get(int page) {
      asked.add(page);
      float[] lanes = pages.get(page);
      return lanes == null ? null : new RowPage(lanes.clone());
    }

    @Override
    public BitSet numbers() {
      BitSet numbers = new BitSet();
      pages.keySet().forEach(numbers::set);
      return numbers;
    }

    @Override
    public void put(int page, RowPage content) {
      pages.put(page, content.lanes().clone());
    }
  }

  private static StoredRows rows(Store store, int width, int cached) {
    return cached == 0
        ? new ResidentRows(store, SIZE, width)
        : new PagedRows(store, SIZE, width, cached);
  }

  @ParameterizedTest
  @CsvSource({"2,0", "2,1", "2,3", "2,100", "5,0", "5,2"})
  void theyAreWhatAnArrayIs(int width, int cached) {
    Random random = new Random(3);
    Store store = new Store();
    StoredRows stored = rows(store, width, cached);
    HeapRows expected = new HeapRows(new float[SIZE * width], width);
    for (int i = 0; i < 2_000; i++) {
      int[] offsets = random.ints(1 + random.nextInt(30), 0, SIZE).distinct().sorted().toArray();
      float[] lanes = new float[offsets.length * width];
      stored.gather(offsets, offsets.length, lanes);
      float[] known = new float[lanes.length];
      expected.gather(offsets, offsets.length, known);
      assertThat(lanes).isEqualTo(known);
      for (int lane = 0; lane < lanes.length; lane++) {
        lanes[lane] = random.nextInt(4);
      }
      stored.scatter(offsets, offsets.length, lanes);
      expected.scatter(offsets, offsets.length, lanes);
      if (random.nextInt(100) == 0) {
        stored.flush();
        assertThat(seen(stored)).isEqualTo(seen(expected));
        // Another incarnation finds the same, whichever way it keeps rows.
        assertThat(seen(rows(store, width, 0))).isEqualTo(seen(expected));
        stored = rows(store, width, cached);
      }
    }
  }

  private static Map<Integer, String> seen(io.tributary.sharded.Rows rows) {
    Map<Integer, String> seen = new TreeMap<>();
    rows.forEach((offset, lanes, at) -> seen.put(offset, lanes[at] + " " + lanes[at + 1]));
    return seen;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aCheckpointWritesOnlyWhatHasChanged(int cached) {
    Store store = new Store();
    StoredRows stored = rows(store, 2, cached);
    stored.scatter(new int[] {1, 700}, 2, new float[] {1, 1, 1, 1});
    stored.flush();
    assertThat(store.pages).containsOnlyKeys(0, 700 / RowPage.ROWS);
    store.pages.clear();
    stored.gather(new int[] {1}, 1, new float[2]);
    stored.flush();
    assertThat(store.pages).isEmpty();
  }

  @Test
  void theStoreIsAskedOnlyForPagesThatItHas() {
    Store store = new Store();
    StoredRows first = rows(store, 2, 1);
    first.scatter(new int[] {3, 700}, 2, new float[] {1, 1, 1, 1});
    first.flush();
    store.asked.clear();
    StoredRows second = rows(store, 2, 1);
    second.gather(new int[] {1, 100, 200, 300, 700}, 5, new float[10]);
    assertThat(seen(second)).containsOnlyKeys(3, 700);
    assertThat(store.asked).containsOnly(0, 700 / RowPage.ROWS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void rowsOfAnotherModelAreRefused(int cached) {
    Store store = new Store();
    store.put(0, new RowPage(new float[3 * RowPage.ROWS]));
    assertThatThrownBy(() -> rows(store, 2, cached).gather(new int[] {1}, 1, new float[2]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lanes=192 expected=128");
  }
}
