package io.tributary.advice;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import java.util.BitSet;

/** Counts what the examples of a stream are like, in the order in which they come. */
public final class ShapeCounter {
  /** Where features have rows of their own, no more than these are told apart. */
  private static final int KEYS_TOLD_APART = (1 << 24) - 1;

  private final BitSet touched = new BitSet();
  private long examples;
  private long active;

  // Labels are counted from the first one on, so that large ones that differ little stay exact.
  private double origin;
  private double last;
  private double sum;
  private double squares;
  private double products;
  private long oldest = Example.NO_TIME;
  private long newest = Example.NO_TIME;

  /** Creates a counter of no examples. */
  public ShapeCounter() {}

  /** Counts an example. */
  public void add(Example example) {
    FeatureVector features = example.features();
    int mask = features.hasKeys() ? KEYS_TOLD_APART : -1;
    for (int i = 0; i < features.size(); i++) {
      touched.set(features.indices()[i] & mask);
    }
    active += features.size();
    if (examples == 0) {
      origin = example.label();
    }
    double label = example.label() - origin;
    sum += label;
    squares += label * label;
    products += label * last;
    last = label;
    examples++;
    if (example.eventTime() != Example.NO_TIME) {
      oldest =
          oldest == Example.NO_TIME ? example.eventTime() : Math.min(oldest, example.eventTime());
      newest = Math.max(newest, example.eventTime());
    }
  }

  /** Returns what they are like, at the pace of their own times. */
  public StreamShape shape() {
    double seconds = oldest == Example.NO_TIME ? Double.NaN : (newest - oldest) / 1e3;
    return new StreamShape(
        examples,
        (double) active / examples,
        touched.isEmpty() ? Double.NaN : touched.cardinality(),
        labelCorrelation(),
        seconds > 0 ? examples / seconds : Double.NaN);
  }

  private double labelCorrelation() {
    double mean = sum / examples;
    double variance = squares / examples - mean * mean;
    double covariance = products / (examples - 1) - mean * mean;
    return examples > 1 && variance > 0 ? covariance / variance : Double.NaN;
  }
}
