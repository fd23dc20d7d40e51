package io.tributary.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which of several numbers of replicas to use, and why.
 *
 * @param replicas the number
 * @param reason why, a clause
 */
public record ReplicaChoice(int replicas, String reason) {
  /** The loss that more replicas may add to that of one. */
  public static final double BOUND = .01;

  /**
   * What one number of replicas came to.
   *
   * @param replicas the number
   * @param loss log-loss, or the root of the mean squared error
   * @param perSecond examples a second, or NaN when they would say nothing
   */
  public record Run(int replicas, double loss, double perSecond) {
    /** Returns the loss above that of another run, as a part of it. */
    public double above(Run one) {
      return loss / one.loss - 1;
    }
  }

  /**
   * Returns the most replicas whose loss is within the bound of one replica's and that bring more
   * examples a second than fewer do.
   *
   * @param runs in the order of their replicas, that of one replica first
   * @param misfits what speaks against more than one replica
   */
  public static ReplicaChoice of(List<Run> runs, List<Misfit> misfits) {
    Run one = runs.get(0);
    for (Misfit misfit : misfits) {
      if (misfit.kind() == Misfit.Kind.SMALL || misfit.kind() == Misfit.Kind.SLOW) {
        return new ReplicaChoice(1, "one is enough, the stream is " + misfit.fact());
      }
    }
    Run best = one;
    boolean isGoodEnough = false;
    for (Run run : runs.subList(1, runs.size())) {
      if (isWithin(run, one)) {
        isGoodEnough = true;
        // Where nothing is known of the speed, the loss alone decides.
        best = Double.isNaN(run.perSecond) || run.perSecond > best.perSecond ? run : best;
      }
    }
    if (best.replicas > 1) {
      return new ReplicaChoice(best.replicas, "the most" + withinBound(one, best, runs));
    }
    if (isGoodEnough) {
      return new ReplicaChoice(1, "more bring no more examples/s here");
    }
    return new ReplicaChoice(1, "all others lose more than 1 %: " + why(misfits));
  }

  private static boolean isWithin(Run run, Run one) {
    return run.loss <= one.loss * (1 + BOUND);
  }

  private static String withinBound(Run one, Run best, List<Run> runs) {
    List<String> others = new ArrayList<>();
    others.add(percent(best.above(one)));
    for (Run run : runs) {
      if (run.replicas > best.replicas) {
        String slower = isWithin(run, one) ? ", but no more examples/s" : "";
        others.add(run.replicas + " replicas: " + percent(run.above(one)) + slower);
      }
    }
    return " whose loss is within 1 % of one replica's"
        + (Double.isNaN(best.perSecond) ? " (" : ", and that bring more examples/s (")
        + String.join("; ", others)
        + ")";
  }

  private static String why(List<Misfit> misfits) {
    return misfits.stream()
        .map(Misfit::fact)
        .findFirst()
        .map(fact -> "the stream is " + fact)
        .orElse("what is learned elsewhere comes late");
  }

  /** Returns a part as people read it, with its sign. */
  public static String percent(double part) {
    return Double.isFinite(part) ? String.format(Locale.ROOT, "%+.2f %%", 100 * part) : "-";
  }
}
