package io.tributary.merge;

import java.io.Serializable;

/**
 * How many examples the rounds of replicas have. What counts for convergence is which part of all
 * that the model has learned is in one merged round, the rounds of all replicas together: no
 * replica has seen the others' part of it. So a merged round is a fixed share of all that has been
 * merged before. In the very beginning the replicas take turns, then each learns one example a
 * round, and later rounds grow with the model, and cost less and less. Periods of communication
 * that grow lose nothing in local SGD either (Haddadpour et al., NeurIPS 2019). All replicas that
 * learn on one version of the model follow one rule.
 *
 * @param least examples of the first rounds of a replica, at least 1
 * @param most examples that a round grows to, at least {@code least}, or the same for rounds that
 *     don't grow
 * @param share the part of all merged examples that a merged round has, above 0 and at most 1, as
 *     far as least and most allow
 * @param alone examples of the rounds of a replica without others: it learns the same with any
 *     number
 * @param isEndless true when rounds are never full, because somebody else ends them
 */
public record RoundSize(int least, int most, double share, int alone, boolean isEndless)
    implements Serializable {
  /** The share that pipelines have by default. */
  public static final double DEFAULT_SHARE = .004;

  /** A round has few examples when this many of such rounds do not make a full one. */
  private static final int FEW = 64;

  private static final int LEAST_MANY = 256;

  /** The part of all examples that a round has in the very beginning is one of so many. */
  private static final int YOUNG = 32;

  public RoundSize {
    if (least < 1 || most < least || alone < 1) {
      throw new IllegalArgumentException(
          "round can't have so many examples: least=" + least + " most=" + most);
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "round can't be such a share: share=" + share + " allowed=above 0, at most 1");
    }
  }

  /** Creates the size of rounds that end when they are full. */
  public RoundSize(int least, int most, double share, int alone) {
    this(least, most, share, alone, false);
  }

  /** Returns the size of rounds that grow from the least to the most examples. */
  public static RoundSize of(int least, int most) {
    return new RoundSize(least, most, DEFAULT_SHARE, most);
  }

  /** Returns the size of rounds that don't grow. */
  public static RoundSize fixed(int examples) {
    return of(examples, examples);
  }

  /** Returns the same for rounds that somebody else ends. */
  public RoundSize endless() {
    return new RoundSize(least, most, share, alone, true);
  }

  /**
   * Returns how many examples a full round of one of several equal replicas has.
   *
   * @param merged examples that the version has merged on which the round begins
   * @param replicas how many replicas learn
   */
  public int full(long merged, int replicas) {
    return replicas == 1 ? alone : (int) Math.min(most, Math.max(least, merged * share / replicas));
  }

  /**
   * Returns true when a round has the examples of a full one. A replica that has learned more than
   * others has longer rounds than they. It is called for each example, so it divides nothing.
   *
   * @param learned what the replica itself has learned before the round
   */
  boolean isFull(int examples, long merged, int replicas, long learned) {
    if (isEndless) {
      return false;
    }
    if (replicas == 1 || examples >= most) {
      return examples >= (replicas == 1 ? alone : most);
    }
    double next = examples + 1.0;
    return examples >= least && next * replicas > merged * share && next > learned * share;
  }

  /**
   * Returns how many examples the whole group has in a full round: what all its replicas have, but
   * in the very beginning less than one each.
   */
  public long group(long merged, int replicas) {
    long young = Math.max(1, merged / YOUNG);
    return takesTurns(merged, replicas) ? young : (long) full(merged, replicas) * replicas;
  }

  /**
   * Returns true when a replica may learn in a round, false when the others do. While a model knows
   * next to nothing, each example changes what is predicted of all that follow.
   *
   * @param round number of the round
   */
  boolean isTurn(int replica, long round, long merged, int replicas) {
    return isEndless
        || !takesTurns(merged, replicas)
        || Math.floorMod(replica - round, replicas) < Math.max(1, merged / YOUNG);
  }

  private boolean takesTurns(long merged, int replicas) {
    return merged < (long) YOUNG * replicas && isGrowing(merged, replicas);
  }

  /**
   * Returns true while rounds are not as long as they get. A growing round is as long as it may be
   * without a loss, so that no replica learns on a version that lacks another round.
   */
  boolean isGrowing(long merged, int replicas) {
    return least < most && replicas > 1 && merged * share < (double) most * replicas;
  }

  /**
   * Returns true when a full round has so few examples that each coordinate of it had better be
   * told about.
   */
  boolean isShort(long merged, int replicas) {
    return full(merged, replicas) < LEAST_MANY;
  }

  /**
   * Returns how many examples full rounds have on average.
   *
   * @param examples how many examples each replica has learned, in all of them
   * @param replicas how many replicas learn
   */
  public double average(double examples, int replicas) {
    if (replicas == 1) {
      return alone;
    }
    double learned = Math.max(least, examples);
    double fixedUntil = Math.min(learned, least / share);
    double growsUntil = Math.max(fixedUntil, Math.min(learned, most / share));
    // While they grow, the next round has a part of all before it.
    double rounds =
        fixedUntil / least
            + Math.log(growsUntil / fixedUntil) / Math.log1p(share)
            + (learned - growsUntil) / most;
    return learned / rounds;
  }

  /**
   * Returns true when a round with this number of examples has few: fewer would cost little.
   *
   * @param replicas how many replicas learn
   */
  public boolean isFew(double examples, int replicas) {
    return examples < Math.max(LEAST_MANY, (replicas == 1 ? alone : most) / FEW);
  }
}
