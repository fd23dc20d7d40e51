package io.tributary.merge;

import java.io.Serializable;

/**
 * How many examples a full round of one replica has. While a model is young each example moves it,
 * so replicas must hear of each other soon. Later less changes within a round, and longer rounds
 * cost less. So rounds grow in proportion to what has been merged, as periods of communication do
 * in local SGD (Haddadpour et al., NeurIPS 2019, without a loss of convergence). All replicas that
 * learn on one version of the model have rounds of one size.
 *
 * @param least examples of the first rounds, at least 1
 * @param most examples that a round grows to, at least {@code least}, or the same for rounds that
 *     don't grow
 * @param many a round with fewer examples than these saves little by waiting for more
 * @param growth a full round has as many examples as a replica has learned, divided by this, but
 *     not fewer than {@code least} nor more than {@code most}
 */
public record RoundSize(int least, int most, int many, int growth) implements Serializable {
  private static final int GROWTH = 32;

  /** A round has few examples when this many of such rounds do not make a full one. */
  private static final int FEW = 64;

  private static final int LEAST_MANY = 256;

  public RoundSize {
    if (least < 1 || most < least) {
      throw new IllegalArgumentException(
          "round can't have so many examples: least=" + least + " most=" + most);
    }
  }

  /** Returns the size of rounds that grow from the least to the most examples. */
  public static RoundSize of(int least, int most) {
    return new RoundSize(least, most, Math.max(LEAST_MANY, most / FEW), GROWTH);
  }

  /** Returns the size of rounds that don't grow. */
  public static RoundSize fixed(int examples) {
    return of(examples, examples);
  }

  /**
   * Returns how many examples a full round has that begins on a version of the model.
   *
   * @param merged examples that the version has merged
   * @param replicas how many replicas learn
   */
  public int full(long merged, int replicas) {
    return (int) Math.min(most, Math.max(least, merged / replicas / growth));
  }

  /**
   * Returns true when a round has the examples of a full one. It is called for each example, so it
   * divides nothing.
   */
  boolean isFull(int examples, long merged, int replicas) {
    return examples >= most || (examples >= least && (examples + 1L) * replicas * growth > merged);
  }

  /**
   * Returns how many examples full rounds have on average.
   *
   * @param examples how many examples each replica has learned, in all of them
   */
  public double average(double examples) {
    double learned = Math.max(least, examples);
    double fixedUntil = Math.min(learned, (double) least * growth);
    double growsUntil = Math.max(fixedUntil, Math.min(learned, (double) most * growth));
    // While they grow, the next round has a part of all before it.
    double rounds =
        fixedUntil / least
            + growth * Math.log(growsUntil / fixedUntil)
            + (learned - growsUntil) / most;
    return learned / rounds;
  }

  /** Returns true when a round with this number of examples has few. */
  public boolean isFew(double examples) {
    return examples < many;
  }
}
