package io.tributary.scoring;

import io.tributary.example.Example;
import java.util.List;

/**
 * What the model says about a record.
 *
 * @param margin the model's raw sum; of several classes, that of the likeliest
 * @param prediction what the margin stands for: a probability for a logistic link, the number of
 *     the likeliest class for several, the margin itself otherwise
 * @param probabilities of the classes, in their order, when there are several; otherwise empty
 * @param version oldest version among the blocks that the weights came from
 * @param newestEventTime event time of the newest example that those blocks have learned, ms since
 *     the epoch, or {@link Example#NO_TIME}
 */
public record Score(
    double margin,
    double prediction,
    List<Double> probabilities,
    long version,
    long newestEventTime) {
  /** Copies the list. */
  public Score {
    probabilities = List.copyOf(probabilities);
  }

  /** Creates the score of a model with one output. */
  public Score(double margin, double prediction, long version, long newestEventTime) {
    this(margin, prediction, List.of(), version, newestEventTime);
  }
}
