package io.tributary.scoring;

import java.util.List;

/**
 * A score and where it comes from.
 *
 * @param score the score
 * @param contributions what each active feature adds to the margin, the largest amounts first,
 *     whatever their sign; they add up to the margin
 */
public record Explanation(Score score, List<Contribution> contributions) {
  public Explanation {
    contributions = List.copyOf(contributions);
  }
}
