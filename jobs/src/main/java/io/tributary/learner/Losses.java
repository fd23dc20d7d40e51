package io.tributary.learner;

import java.util.List;

/** The losses a pipeline can choose from. */
public final class Losses {
  private static final List<Loss> ALL = List.of(new LogisticLoss(), new SquaredLoss());

  private Losses() {}

  /** Returns all losses. */
  public static List<Loss> all() {
    return ALL;
  }

  /** Returns the names of all losses. */
  public static List<String> names() {
    return ALL.stream().map(Loss::name).toList();
  }

  /**
   * Returns the loss of a name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Loss named(String name) {
    for (Loss loss : ALL) {
      if (loss.name().equals(name)) {
        return loss;
      }
    }
    throw new IllegalArgumentException(
        "unknown loss: loss=" + name + " allowed=" + String.join(",", names()));
  }
}
