package io.tributary.learner;

import io.tributary.model.Link;
import java.util.ArrayDeque;

/**
 * Progressive metrics of all examples, and of the recent ones alone.
 *
 * <p>The recent window consists of {@link #PANES} panes of equally many examples, the newest still
 * filling, and moves by a pane at a time: it holds between three and four quarters of its nominal
 * length once so many examples have come. It counts examples and not time, so it is the same
 * function of the stream on every run. Not thread safe.
 */
public final class WindowedMetrics {
  /** Number of panes of the window. */
  static final int PANES = 4;

  /** Least length of the window in examples. */
  public static final int LEAST_WINDOW = PANES;

  /** Default length of the window in examples. */
  public static final int DEFAULT_WINDOW = 10_000;

  final int windowExamples;
  final ProgressiveMetrics total;

  /** The total as it was at the start of every pane kept, oldest first. */
  final ArrayDeque<ProgressiveMetrics> starts;

  /** Examples in the newest pane, up to a pane's length. */
  int filled;

  /** Class of the last example, or -1 when there was none. */
  int lastClass = -1;

  /** Creates metrics with a window of {@link #DEFAULT_WINDOW} examples. */
  public WindowedMetrics() {
    this(DEFAULT_WINDOW);
  }

  /**
   * Creates metrics of no examples.
   *
   * @param windowExamples length of the window, at least 4; rounded down to a multiple of 4
   */
  public WindowedMetrics(int windowExamples) {
    this(windowExamples, new ProgressiveMetrics(), new ArrayDeque<>(PANES), 0);
    starts.add(new ProgressiveMetrics());
  }

  WindowedMetrics(
      int windowExamples,
      ProgressiveMetrics total,
      ArrayDeque<ProgressiveMetrics> starts,
      int filled) {
    if (windowExamples < PANES) {
      throw new IllegalArgumentException(
          "window is too short: windowExamples=" + windowExamples + " allowed=4..");
    }
    this.windowExamples = windowExamples;
    this.total = total;
    this.starts = starts;
    this.filled = filled;
  }

  /** Counts one example, as {@link ProgressiveMetrics} does. */
  public void add(double label, double margin, double weight, Link link) {
    beginPaneIfFull();
    total.add(label, margin, weight, link);
    filled++;
  }

  /** Counts one example, as {@link ProgressiveMetrics} does. */
  public void add(double label, double margin, double weight, Loss loss) {
    beginPaneIfFull();
    total.add(label, margin, weight, loss);
    filled++;
  }

  /** Counts one example of several classes, as {@link ProgressiveMetrics} does. */
  public void add(int label, double[] margins, double weight) {
    beginPaneIfFull();
    total.add(label, margins, weight, lastClass);
    lastClass = label;
    filled++;
  }

  private void beginPaneIfFull() {
    if (filled == windowExamples / PANES) {
      startPane();
    }
  }

  private void startPane() {
    // the oldest pane's instance becomes the newest's, so that counting allocates nothing
    ProgressiveMetrics start =
        starts.size() == PANES ? starts.removeFirst() : new ProgressiveMetrics();
    start.set(total);
    starts.addLast(start);
    filled = 0;
  }

  /**
   * Counts what happened before all examples added here, elsewhere: it becomes part of the total,
   * and the window stays as it is.
   */
  public void addHistory(ProgressiveMetrics history) {
    total.merge(history);
    for (ProgressiveMetrics start : starts) {
      start.merge(history);
    }
  }

  /** Returns an independent instance with the same content. */
  public WindowedMetrics copy() {
    ArrayDeque<ProgressiveMetrics> copies = new ArrayDeque<>(PANES);
    for (ProgressiveMetrics start : starts) {
      copies.addLast(start.copy());
    }
    WindowedMetrics copy = new WindowedMetrics(windowExamples, total.copy(), copies, filled);
    copy.lastClass = lastClass;
    return copy;
  }

  /** Returns the length of the window in examples. */
  public int windowExamples() {
    return windowExamples;
  }

  /** Returns the metrics of all examples: a view that goes on counting, not to be changed. */
  public ProgressiveMetrics total() {
    return total;
  }

  /** Returns the metrics of the recent examples, an instance of its own. */
  public ProgressiveMetrics window() {
    ProgressiveMetrics window = total.copy();
    window.subtract(starts.getFirst());
    return window;
  }
}
