package io.tributary.merge;

import java.util.List;

/** All merge rules. A new rule is one class and one line here. */
public final class MergeRules {
  private static final List<MergeRule> ALL =
      List.of(new WeightedMerge(), new SaturatingMerge(), new MeanMerge());

  private MergeRules() {}

  /** Returns all rules; the first is the default. */
  public static List<MergeRule> all() {
    return ALL;
  }

  /**
   * Returns a rule.
   *
   * @throws IllegalArgumentException when there is none of this name; the message names those there
   *     are
   */
  public static MergeRule named(String name) {
    for (MergeRule rule : ALL) {
      if (rule.name().equals(name)) {
        return rule;
      }
    }
    throw new IllegalArgumentException(
        "unknown merge rule: merge="
            + name
            + " allowed="
            + ALL.stream().map(MergeRule::name).toList());
  }
}
