package io.tributary.sharded.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AdmissionSketchTest {
  @Test
  void countsAreNeverTooLowAndSeldomTooHigh() {
    AdmissionSketch sketch = new AdmissionSketch(14);
    Map<Long, Integer> exact = new HashMap<>();
    Random random = new Random(1);
    int tooHigh = 0;
    for (int i = 0; i < 8000; i++) {
      long key = random.nextInt(1 + random.nextInt(4000));
      int count = sketch.count(key, 1);
      int wanted = exact.merge(key, 1, Integer::sum);
      assertThat(count).isGreaterThanOrEqualTo(Math.min(255, wanted));
      tooHigh += count > wanted ? 1 : 0;
    }
    assertThat(tooHigh).isLessThan(80);
  }

  @Test
  void whatWasSeenLongAgoIsForgotten() {
    AdmissionSketch sketch = new AdmissionSketch(8);
    assertThat(sketch.count(-1, 300)).isEqualTo(255);
    Random random = new Random(2);
    for (int i = 0; i < 40_000; i++) {
      sketch.count(random.nextInt(20), 1);
    }
    assertThat(sketch.count(-1, 1)).isLessThan(255);
    assertThat(sketch.sightings()).isLessThan(1L << 8);
  }

  @Test
  void pagesHoldAllOfIt() {
    AdmissionSketch sketch = new AdmissionSketch(10);
    AdmissionSketch copy = new AdmissionSketch(10);
    Random random = new Random(3);
    for (int i = 0; i < 40_000; i++) {
      sketch.count(random.nextInt(3000), 1);
      if (i % 997 == 0) {
        int[] pages = sketch.pages(i == 0);
        copy.restore(pages, sketch.content(pages), sketch.sightings());
        sketch.forgetChanges();
        int[] all = sketch.pages(true);
        assertThat(copy.pages(true)).containsExactly(all);
        assertThat(copy.content(all)).containsExactly(sketch.content(all));
      }
    }
  }
}
