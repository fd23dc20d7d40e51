package io.tributary.serving;

import io.tributary.example.Example;
import io.tributary.model.MergeProgress;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** When the examples were sent that are learned, but not yet in the store. */
final class UnflushedExamples {
  private long[] sentTimes = new long[16];
  private long[] examples = new long[16];
  private int size;

  void add(MergeProgress progress) {
    if (progress.roundExamples() == 0 || progress.oldestSentTime() == Example.NO_TIME) {
      return;
    }
    if (size == sentTimes.length) {
      sentTimes = Arrays.copyOf(sentTimes, 2 * size);
      examples = Arrays.copyOf(examples, 2 * size);
    }
    sentTimes[size] = progress.oldestSentTime();
    examples[size++] = progress.roundExamples();
  }

  /** Counts the age of all of them, and forgets them. */
  void drainTo(Histogram ages, long now) {
    for (int i = 0; i < size; i++) {
      // Clocks that differ may make an age negative.
      ages.recordValueWithCount(Math.max(0, now - sentTimes[i]), examples[i]);
    }
    size = 0;
  }
}
