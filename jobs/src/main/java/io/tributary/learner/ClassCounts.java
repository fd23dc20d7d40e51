package io.tributary.learner;

import java.util.Arrays;

/**
 * How often each class was there, was predicted, and both at once; and how often the class of the
 * example before was right. Plain counts, so that their order makes no difference. Holds nothing
 * but empty arrays until the first class is counted. Not thread safe.
 */
final class ClassCounts {
  private static final long[] NONE = new long[0];

  long[] correct = NONE;
  long[] predicted = NONE;
  long[] actual = NONE;
  long lastCorrect;

  /** Returns the number of classes. */
  int classes() {
    return actual.length;
  }

  /** Makes room for more classes. */
  void grow(int classes) {
    if (classes > actual.length) {
      correct = Arrays.copyOf(correct, classes);
      predicted = Arrays.copyOf(predicted, classes);
      actual = Arrays.copyOf(actual, classes);
    }
  }

  /** Counts one example of a number of classes. */
  void add(int label, int prediction, int classes) {
    grow(classes);
    actual[label]++;
    predicted[prediction]++;
    if (label == prediction) {
      correct[label]++;
    }
  }

  void merge(ClassCounts other) {
    add(other, 1);
  }

  void subtract(ClassCounts other) {
    add(other, -1);
  }

  private void add(ClassCounts other, int times) {
    grow(other.classes());
    lastCorrect += times * other.lastCorrect;
    for (int c = 0; c < other.classes(); c++) {
      correct[c] += times * other.correct[c];
      predicted[c] += times * other.predicted[c];
      actual[c] += times * other.actual[c];
    }
  }

  /** Becomes equal to another instance. */
  void set(ClassCounts other) {
    lastCorrect = other.lastCorrect;
    correct = copied(other.correct, correct);
    predicted = copied(other.predicted, predicted);
    actual = copied(other.actual, actual);
  }

  private static long[] copied(long[] from, long[] into) {
    if (from.length != into.length) {
      return from.length == 0 ? NONE : from.clone();
    }
    System.arraycopy(from, 0, into, 0, from.length);
    return into;
  }

  /** Forgets all. */
  void clear() {
    correct = NONE;
    predicted = NONE;
    actual = NONE;
    lastCorrect = 0;
  }

  /**
   * Returns the mean, over the classes that were there or were predicted, of the harmonic mean of
   * precision and recall; NaN when there are none.
   */
  double macroF1() {
    double sum = 0;
    int seen = 0;
    for (int c = 0; c < actual.length; c++) {
      long both = predicted[c] + actual[c];
      if (both > 0) {
        sum += 2.0 * correct[c] / both;
        seen++;
      }
    }
    return sum / seen;
  }
}
