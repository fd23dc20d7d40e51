package io.tributary.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a campaign does.
 *
 * @param rate examples sent a second
 * @param examples examples of each of the two streams: a share of them for each fault, and the last
 *     when all faults are over
 * @param faults that the first model sees, in order: to processes, and other numbers of shards
 * @param replicas numbers of replicas that the second model is rescaled to, in order; it begins
 *     with {@link #REPLICAS}
 */
public record ChaosPlan(double rate, long examples, List<Fault> faults, List<Integer> replicas) {
  /** Replicas of each model at its beginning. */
  public static final int REPLICAS = 4;

  /** The fewest minutes of a plan: each kind of fault once. */
  public static final int LEAST_MINUTES = 4;

  /** Examples of a full round of each replica: few, so that every fault hits some open rounds. */
  public static final int ROUND_EXAMPLES = 64;

  /** Examples of a mini-batch of each source, where the model is dealt out to shards. */
  public static final int BATCH_EXAMPLES = 16;

  /** The first model's numbers of shards, in turn; it begins with as many as replicas. */
  static final List<Integer> SHARDS = List.of(2, 6);

  /** Blocks of a model that is dealt out to shards: no fewer than the most shards. */
  public static final int BLOCKS = 8;

  private static final int MOST_REPLICAS = 6;
  private static final int SECONDS_AROUND = 150;
  private static final int SECONDS_PER_FAULT = 45;
  private static final double EXAMPLES_AHEAD = 1.5;
  private static final double LOSS_TOLERANCE = .005;
  private static final double ENOUGH_TO_COMPARE = 48_000;
  private static final long LEAST_TO_COMPARE = 12_000;

  /**
   * Returns a plan that takes some minutes.
   *
   * @param minutes at least {@link #LEAST_MINUTES}
   * @param network true when TaskManagers can be cut off from their network
   */
  public static ChaosPlan of(double minutes, double rate, long seed, boolean network) {
    int faults =
        (int) Math.max(network ? 5 : 4, (minutes * 60 - SECONDS_AROUND) / SECONDS_PER_FAULT);
    long examples = (long) (rate * minutes * 60 * EXAMPLES_AHEAD);
    return new ChaosPlan(
        rate, examples, Fault.draw(faults, network, new Random(seed)), List.of(2, 6));
  }

  /**
   * Returns the same plan for a model of shards: their number changes between other faults, too.
   */
  public ChaosPlan withShards() {
    List<Fault> all = new ArrayList<>(faults);
    for (int i = SHARDS.size(); i > 0; i--) {
      all.add(i * faults.size() / (SHARDS.size() + 1), Fault.RESCALE_SHARDS);
    }
    return new ChaosPlan(rate, examples, List.copyOf(all), replicas);
  }

  /** Returns the same plan with other faults; without rescaling unless it is among them. */
  public ChaosPlan withFaults(List<Fault> chosen) {
    return new ChaosPlan(
        rate,
        examples,
        chosen.stream().filter(fault -> fault != Fault.RESCALE).toList(),
        chosen.contains(Fault.RESCALE) ? replicas : List.of());
  }

  /** Returns the same plan with streams of another length. */
  public ChaosPlan withExamples(long count) {
    return new ChaosPlan(rate, count, faults, replicas);
  }

  /**
   * Returns how many examples may be sent in all until learning can go on after a fault. Slow
   * repairs thus leave some to learn afterwards: without them, nobody could see that it does.
   *
   * @param fault from 0
   * @param faults faults under the same stream
   */
  long sentBeforeRecovery(int fault, int faults) {
    return (sentAfterRecovery(fault - 1, faults) + sentAfterRecovery(fault, faults)) / 2;
  }

  /** Returns how many examples may be sent in all until the next fault. */
  long sentAfterRecovery(int fault, int faults) {
    return examples * 9 / 10 * (fault + 1) / faults;
  }

  /**
   * Returns the number of examples a stream needs, so that after each fault two rounds of each
   * replica are left to learn, and the losses of two models can be compared.
   */
  public long leastExamples() {
    int most = Math.max(Math.max(faults.size(), replicas.size()), 1);
    long toLearn = 2L * 2 * ROUND_EXAMPLES * MOST_REPLICAS * most * 10 / 9 + 1;
    return replicas.isEmpty() ? toLearn : Math.max(toLearn, LEAST_TO_COMPARE);
  }

  /**
   * Returns by what part the log-loss of the rescaled model may differ from that of its neighbour:
   * .5 %, and more for short streams. While they still learn the outlines, models of 2, 4 and 6
   * replicas differ most, in either direction (by up to .8 % after 12,000 flights, .2 % after
   * 24,000, .06 % after 48,000), and one that forgot what it had learned by some 3 %.
   */
  double lossTolerance() {
    return LOSS_TOLERANCE * Math.max(1, ENOUGH_TO_COMPARE / examples);
  }
}
