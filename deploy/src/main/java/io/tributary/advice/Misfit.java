package io.tributary.advice;

import io.tributary.config.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    /** The label is much like the one before, so what is merged a round later comes late. */
    REPEATING,
    /** Each example touches a good part of all coordinates in use. */
    DENSE;

    /** Returns true when more replicas would have nothing to do, whatever they lose. */
    boolean isIdle() {
      return this == SMALL || this == SLOW;
    }
  }

  /** From here on an example touches so much of what is in use that replicas undo each other. */
  public static final double DENSE_SHARE = .3;

  /** From here on each label tells so much of the next one that it matters to learn it at once. */
  public static final double REPEATING_CORRELATION = .5;

  /** One replica learns some hundred thousand examples a second, so it has time for these. */
  public static final double SLOW_PER_REPLICA = 1_000;

  private static final String REMEDY =
      " remedy=fewer training.replicas, or see what they cost: evaluate --replicas 1,2,4,8";

  /**
   * Returns what speaks against several replicas on a stream that is all there is, the plainest
   * first; nothing against one.
   */
  public static List<Misfit> ofWhole(StreamShape shape, TrainingConfig training) {
    if (training.sharding() != null) {
      return List.of(); // Shards learn on one model, whatever their number.
    }
    List<Misfit> found = new ArrayList<>();
    double round = (double) training.roundSize().least() * training.replicas();
    long least = (long) Math.ceil(round / training.roundSize().share());
    if (shape.examples() < least) {
      found.add(misfit(Kind.SMALL, "small: examples=%,d least=%,d", shape.examples(), least));
    }
    return withKind(found, shape, training.replicas());
  }

  /**
   * Returns what speaks against several replicas on a stream that goes on, the plainest first;
   * nothing against one.
   */
  public static List<Misfit> ofEndless(StreamShape shape, int replicas) {
    List<Misfit> found = new ArrayList<>();
    double each = shape.perSecond() / replicas;
    if (each < SLOW_PER_REPLICA) {
      found.add(
          misfit(
              Kind.SLOW,
              "slow: examples/s of a replica=%s least=%,.0f",
              each < 10 ? text("%.2g", each) : text("%,.0f", each),
              SLOW_PER_REPLICA));
    }
    return withKind(found, shape, replicas);
  }

  private static List<Misfit> withKind(List<Misfit> found, StreamShape shape, int replicas) {
    if (replicas == 1) {
      return List.of();
    }
    if (shape.labelCorrelation() >= REPEATING_CORRELATION) {
      found.add(
          misfit(
              Kind.REPEATING,
              "repeating: labels are like the ones before, correlation=%.2f bound=%s",
              shape.labelCorrelation(),
              REPEATING_CORRELATION));
    }
    if (shape.density() >= DENSE_SHARE) {
      found.add(
          misfit(
              Kind.DENSE,
              "dense: an example touches %.1f of %,.0f coordinates in use, share=%.2f bound=%s",
              shape.active(),
              shape.coordinates(),
              shape.density(),
              DENSE_SHARE));
    }
    return List.copyOf(found);
  }

  /**
   * Returns what is known before an example has been seen.
   *
   * @param areNumbers true when all features are numbers
   */
  public static Optional<Misfit> ofFeatures(boolean areNumbers, int replicas) {
    return areNumbers && replicas > 1
        ? Optional.of(
            new Misfit(Kind.DENSE, "dense: all features are numbers, which every example touches"))
        : Optional.empty();
  }

  /** Returns a line for people. */
  public String warning(int replicas) {
    return "warning: the stream is " + fact + "; replicas=" + replicas + REMEDY;
  }

  private static Misfit misfit(Kind kind, String format, Object... figures) {
    return new Misfit(kind, text(format, figures));
  }

  private static String text(String format, Object... figures) {
    return String.format(Locale.ROOT, format, figures);
  }
}
