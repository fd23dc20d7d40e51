package io.tributary.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
   * @param misfits what speaks against this number, the plainest first
   */
  public record Run(int replicas, double loss, double perSecond, List<Misfit> misfits) {
    /** Copies the list. */
    public Run {
      misfits = List.copyOf(misfits);
    }

    /** Returns the loss above that of another run, as a part of it. */
    public double above(Run one) {
      return loss / one.loss - 1;
    }

    private boolean isWithin(Run one) {
      return loss <= one.loss * (1 + BOUND);
    }

    private Optional<Misfit> idle() {
      return misfits.stream().filter(misfit -> misfit.kind().isIdle()).findFirst();
    }
  }

  /**
   * Returns the most replicas whose loss is within the bound of one replica's and that bring more
   * examples a second than fewer do.
   *
   * @param runs in the order of their replicas, that of one replica first
   */
  public static ReplicaChoice of(List<Run> runs) {
    Run one = runs.get(0);
    List<Run> others = runs.subList(1, runs.size());
    Run best = one;
    for (Run run : others) {
      // Where nothing is known of the speed, the loss alone decides.
      boolean isFaster = Double.isNaN(run.perSecond) || run.perSecond > best.perSecond;
      if (run.isWithin(one) && isFaster && run.idle().isEmpty()) {
        best = run;
      }
    }
    return best.replicas > 1
        ? new ReplicaChoice(best.replicas, whySeveral(best, runs))
        : new ReplicaChoice(1, whyOne(one, others));
  }

  private static String whySeveral(Run best, List<Run> runs) {
    Run one = runs.get(0);
    List<String> figures = new ArrayList<>();
    figures.add(percent(best.above(one)));
    for (Run run : runs) {
      if (run.replicas > best.replicas) {
        String reason =
            run.idle()
                .map(Misfit::fact)
                .orElse(run.isWithin(one) ? "no more examples/s" : percent(run.above(one)));
        figures.add(run.replicas + " replicas: " + reason);
      }
    }
    return "the most whose loss is within 1 % of one replica's"
        + (Double.isNaN(best.perSecond) ? " (" : ", and that bring more examples/s (")
        + String.join("; ", figures)
        + ")";
  }

  private static String whyOne(Run one, List<Run> others) {
    Run least = others.get(0);
    if (least.idle().isPresent()) {
      return "one is enough, because the stream is " + least.idle().get().fact();
    }
    if (least.isWithin(one)) {
      return "more bring no more examples/s here";
    }
    return least.replicas
        + " already lose "
        + percent(least.above(one))
        + " (bound +1 %), because "
        + least.misfits.stream()
            .map(misfit -> "the stream is " + misfit.fact())
            .findFirst()
            .orElse("what is learned elsewhere comes late");
  }

  /** Returns a part as people read it, with its sign. */
  public static String percent(double part) {
    // Without the sign that rounding leaves on a zero.
    double rounded = Math.rint(part * 1e4) / 1e2 + 0.0;
    return Double.isFinite(part) ? String.format(Locale.ROOT, "%+.2f %%", rounded) : "-";
  }
}
