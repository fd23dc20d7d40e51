package io.tributary.advice;

import io.tributary.config.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something about a stream that speaks against several replicas, and how it is told.
 *
 * @param kind what it is
 * @param fact how it is told: a clause with the figure and the bound
 */
public record Misfit(Kind kind, String fact) {
  /** What speaks against several replicas. */
  public enum Kind {
    /** Fewer examples than it takes until rounds can grow. */
    SMALL,
    /** So few examples a second that one replica learns them anyway. */
    SLOW,
    /** Each example touches a good part of all coordinates in use. */
    DENSE,
    /** The label is much like the one before, so what is merged a round later comes late. */
    REPEATING;

    /** Returns true when more replicas would do no harm, but have nothing to do. */
    boolean isIdle() {
      return this == SMALL || this == SLOW;
    }
  }

  /** An example that touches more of the coordinates in use than this is in everybody's way. */
  public static final double DENSE_SHARE = .02;

  /** Each label tells so much of the next one that it matters who learns it, and when. */
  public static final double REPEATING_CORRELATION = .5;

  /**
   * One replica learns some hundred thousand examples a second; below this it has nothing to do.
   */
  public static final double SLOW_PER_REPLICA = 1_000;

  /** What a person can do about each of them. */
  public static final String REMEDY =
      "remedy=fewer training.replicas, or see what they cost: evaluate --replicas 1,2,4,8";

  /**
   * Returns what speaks against a number of replicas, the plainest first; nothing against one.
   *
   * @param shape what is known of the stream
   * @param training how it is to be learned
   * @param isWhole true when no more examples will come
   */
  public static List<Misfit> of(StreamShape shape, TrainingConfig training, boolean isWhole) {
    List<Misfit> found = new ArrayList<>();
    if (training.replicas() == 1) {
      return found;
    }
    long least = StreamShape.leastExamples(training);
    if (isWhole && shape.examples() < least) {
      found.add(
          new Misfit(Kind.SMALL, text("small: examples=%,d least=%,d", shape.examples(), least)));
    }
    double each = shape.perSecond() / training.replicas();
    if (!isWhole && each < SLOW_PER_REPLICA) {
      found.add(
          new Misfit(
              Kind.SLOW,
              text("slow: examples/s of a replica=%.4g least=%,.0f", each, SLOW_PER_REPLICA)));
    }
    if (shape.density() >= DENSE_SHARE) {
      found.add(
          new Misfit(
              Kind.DENSE,
              text(
                  "dense: an example touches %.4g of %,.0f coordinates in use, share=%.2g bound=%s",
                  shape.active(), shape.coordinates(), shape.density(), DENSE_SHARE)));
    }
    if (shape.labelCorrelation() >= REPEATING_CORRELATION) {
      found.add(
          new Misfit(
              Kind.REPEATING,
              text(
                  "repeating: a label is like the one before, correlation=%.2f bound=%s",
                  shape.labelCorrelation(), REPEATING_CORRELATION)));
    }
    return found;
  }

  /** Returns what is known of features alone: numbers only, which every example has. */
  public static Misfit ofNumbersOnly() {
    return new Misfit(Kind.DENSE, "dense: all features are numbers, which every example touches");
  }

  /** Returns a line for people. */
  public String warning(int replicas) {
    return "warning: stream is " + fact + "; replicas=" + replicas + " " + REMEDY;
  }

  private static String text(String format, Object... figures) {
    return String.format(Locale.ROOT, format, figures);
  }
}
