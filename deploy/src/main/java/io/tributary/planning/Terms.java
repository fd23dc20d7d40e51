package io.tributary.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The formulas: of what each quantity is the sum. */
final class Terms {
  static final String DECODE = "decode.";
  static final String SEND = "send";
  static final String INSTALL = "install";
  static final String CHECKPOINT = "checkpoint";

  /** Values of a category, see {@link Workload#occupied}; part of a formula, not a term. */
  static final String VOCABULARY = "vocabulary";

  /** How much longer rounds are than time allows when a backlog comes in bursts; not a term. */
  static final String BURST = "burst";

  private static final String MESSAGE = "message";
  private static final int POWERS = 4;
  private static final double MILLION = 1e6;

  /** Rounds of a replica that may be on their way when nothing else bounds them, by default. */
  private static final double MOST_UNMERGED = 64;

  /** Up to about so many milliseconds on their way, rounds delay a barrier in proportion. */
  private static final double BARRIER_MILLIS = 4;

  /**
   * Rounds of more milliseconds were not measured to delay a barrier more than those of so many.
   * Both this and {@link #BARRIER_MILLIS} are chosen on the measured points.
   */
  private static final double MOST_BARRIER_MILLIS = 3;

  // A model of so many weights is in the processor's caches; each doubling is less so.
  private static final int CACHED_BITS = 18;

  private Terms() {}

  /**
   * Returns the terms of a quantity.
   *
   * @param formats record formats that may occur
   * @param updates coefficients of the update bytes: the cost of merging depends on them
   * @param checkpoints coefficients of the checkpoint bytes, {@link #VOCABULARY} among them: how
   *     long a checkpoint takes depends on them
   */
  static List<Term> of(
      Quantity quantity,
      Set<String> formats,
      Map<String, Double> updates,
      Map<String, Double> checkpoints) {
    return switch (quantity) {
      case CPU -> cpu(formats, updates);
      case UPDATE_BYTES -> updateBytes(updates);
      case CHECKPOINT_BYTES -> checkpointBytes(updates, checkpoints);
      case CHECKPOINT_MILLIS -> checkpointMillis(updates, checkpoints);
      case RECOVERY_SECONDS -> recoverySeconds();
    };
  }

  static double sum(List<Term> terms, Map<String, Double> coefficients, Workload workload) {
    double sum = 0;
    for (Term term : terms) {
      double coefficient = coefficients.getOrDefault(term.name(), 0.0);
      // What costs nothing may be counted without bound.
      if (coefficient > 0) {
        sum += coefficient * term.count().applyAsDouble(workload);
      }
    }
    return sum;
  }

  private static List<Term> cpu(Set<String> formats, Map<String, Double> updates) {
    List<Term> terms = new ArrayList<>();
    for (String format : formats) {
      terms.add(new Term(DECODE + format, w -> w.format().equals(format) ? w.fields() : 0));
    }
    terms.add(new Term("learn", w -> w.features() + 1));
    terms.add(new Term("misses", w -> (w.features() + 1) * Math.max(0, w.bits() - CACHED_BITS)));
    terms.add(new Term(MESSAGE, w -> w.blocks() / w.replicaRound()));
    terms.add(new Term("received", w -> w.replicas() * w.blocks() / w.merged()));
    // A replica's changes go to the masters once; what is merged comes back to every replica.
    terms.add(new Term(SEND, w -> valueBytes(w, w.replicaRound(), updates)));
    terms.add(new Term(INSTALL, w -> installing(w) * valueBytes(w, w.merged(), updates)));
    // Without a bound a replica installs within its rounds, coordinate by coordinate.
    terms.add(
        new Term(
            "rebase",
            w ->
                Double.isInfinite(w.staleness())
                    ? w.replicas() * valueBytes(w, w.merged(), updates)
                    : 0));
    terms.add(new Term("background", w -> w.replicas() * MILLION / w.rate()));
    // The masters have the model in it once, the replicas what they are learning.
    terms.add(new Term(CHECKPOINT, w -> w.modelBytes() * checkpoints(w)));
    terms.add(new Term("snapshot", w -> w.replicas() * checkpoints(w)));
    return terms;
  }

  /** Returns the replicas that install what is merged: one without others does not. */
  private static int installing(Workload w) {
    return w.replicas() == 1 && !Double.isInfinite(w.staleness()) ? 0 : w.replicas();
  }

  /** Returns how many checkpoints there are in the time of a million examples. */
  private static double checkpoints(Workload w) {
    return w.checkpointSeconds() > 0 ? MILLION / w.rate() / w.checkpointSeconds() : 0;
  }

  private static List<Term> updateBytes(Map<String, Double> updates) {
    List<Term> terms = new ArrayList<>();
    terms.add(new Term("dense", w -> dense(w, w.merged())));
    for (int power = 0; power <= POWERS; power++) {
      int quarters = power;
      terms.add(
          new Term(
              power(power),
              w -> distinct(w, w.merged(), updates) * power(w, w.merged(), quarters)));
    }
    terms.add(new Term(MESSAGE, w -> w.blocks() / w.merged()));
    return terms;
  }

  /** Returns the bytes of changed values per example in rounds of so many examples. */
  static double valueBytes(Workload workload, double round, Map<String, Double> updates) {
    return updates.getOrDefault("dense", 0.0) * dense(workload, round)
        + distinct(workload, round, updates) * categoryBytes(workload, round, updates);
  }

  private static double categoryBytes(
      Workload workload, double round, Map<String, Double> updates) {
    double sum = 0;
    for (int power = 0; power <= POWERS; power++) {
      sum += updates.getOrDefault(power(power), 0.0) * power(workload, round, power);
    }
    return sum;
  }

  /**
   * Returns how many coordinates a round's categories change, of how many they would if no two
   * shared one: in a small model many do.
   */
  private static double distinct(Workload workload, double round, Map<String, Double> updates) {
    double coordinates = Math.scalb(1.0, workload.bits());
    double values = round * categoryBytes(workload, round, updates) / workload.lanesBytes();
    return values > 0 ? -Math.expm1(-values / coordinates) * coordinates / values : 1;
  }

  private static String power(int power) {
    return "categories^-" + power + "/" + POWERS;
  }

  // The constant and the numbers are changed in every round, and once.
  private static double dense(Workload workload, double round) {
    return workload.lanesBytes() * (workload.numeric() + 1) / round;
  }

  private static double power(Workload workload, double round, int quarters) {
    return workload.lanesBytes()
        * workload.categories()
        * Math.pow(round, -(double) quarters / POWERS);
  }

  private static List<Term> checkpointBytes(
      Map<String, Double> updates, Map<String, Double> checkpoints) {
    double vocabulary = checkpoints.getOrDefault(VOCABULARY, 1.0);
    return List.of(
        new Term("master", w -> w.occupied(vocabulary) * w.lanesBytes()),
        // What has been learned and not been merged.
        new Term("sent", w -> sentRounds(w) * roundBytes(w.grown(), updates)),
        // The largest checkpoint finds rounds further than others do: of one replica at their ends,
        // of many, each somewhere in its own, little further than on average.
        new Term(
            "peak", w -> sentRounds(w) * roundBytes(w.grown(), updates) / Math.sqrt(w.replicas())),
        new Term("held", w -> w.replicas() * (w.features() + 1)),
        new Term("base", w -> 1));
  }

  // Who never waits for a merge seldom has more than one on its way.
  private static double sentRounds(Workload w) {
    return Double.isInfinite(w.staleness()) ? 1 : 1 + w.staleness();
  }

  private static double roundBytes(Workload w, Map<String, Double> updates) {
    return w.round() * valueBytes(w, w.replicaRound(), updates);
  }

  /** All coordinates are looked at; those that are not zero are written, and what is on its way. */
  private static List<Term> checkpointMillis(
      Map<String, Double> updates, Map<String, Double> checkpoints) {
    List<Term> bytes = checkpointBytes(updates, checkpoints);
    return List.of(
        new Term("byte", Workload::modelBytes),
        new Term("writtenByte", w -> sum(bytes, checkpoints, w)),
        new Term("perReplica", Workload::replicas),
        new Term("barriers", w -> barriers(w.grown())),
        new Term("base", w -> 1));
  }

  /**
   * Returns what waiting for barriers is proportional to. A replica's barrier comes behind the
   * rounds that are on their way, but not as late as all of them take, since they move on
   * meanwhile: it counts how often their milliseconds double. Masters of one replica wait for
   * nobody; whether there are two or sixteen made no difference that was measured.
   */
  private static double barriers(Workload w) {
    if (w.replicas() == 1) {
      return 0;
    }
    double rounds = 1 + Math.min(w.staleness(), MOST_UNMERGED);
    double millis = Math.min(w.roundMillis(), MOST_BARRIER_MILLIS);
    return doublings(1 + millis * rounds / BARRIER_MILLIS);
  }

  private static double doublings(double value) {
    return Math.log(value) / Math.log(2);
  }

  // A process that has just started is far from its speed: small models tell little of large ones.
  private static List<Term> recoverySeconds() {
    return List.of(
        new Term("byte", w -> (w.replicas() + 1) * w.modelBytes()),
        new Term("doublings", w -> Math.max(0, w.bits() - CACHED_BITS)),
        new Term("perReplica", Workload::replicas),
        new Term("base", w -> 1));
  }
}
