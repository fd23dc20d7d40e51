package io.tributary.learner;

import io.tributary.example.LabelKind;
import io.tributary.model.Link;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The losses a pipeline can choose from. A loss travels by its name, in which it carries its
 * parameter, like {@code quantile(0.9)}.
 */
public final class Losses {
  /** The choice that has several classes, so it is an {@link Objective} and no {@link Loss}. */
  public static final String SOFTMAX = SoftmaxObjective.NAME;

  /** The choice that takes a parameter. */
  public static final String QUANTILE = QuantileLoss.NAME;

  /** The quantile when none is given: the median. */
  public static final double DEFAULT_QUANTILE = 0.5;

  private static final Pattern QUANTILE_NAME = Pattern.compile("quantile\\((.*)\\)");
  private static final List<Loss> ALL =
      List.of(
          new LogisticLoss(),
          new SquaredLoss(),
          new HingeLoss(),
          new PoissonLoss(),
          new QuantileLoss(DEFAULT_QUANTILE));

  private Losses() {}

  /** Returns all losses of a single margin; of those with a parameter the one of its default. */
  public static List<Loss> all() {
    return ALL;
  }

  /** Returns the names of all choices, without parameters. */
  public static List<String> names() {
    return Stream.concat(ALL.stream().map(Losses::choice), Stream.of(SOFTMAX)).toList();
  }

  private static String choice(Loss loss) {
    return loss instanceof QuantileLoss ? QUANTILE : loss.name();
  }

  /** Returns the name of the quantile loss with its parameter, above 0 and below 1. */
  public static String quantile(double quantile) {
    return new QuantileLoss(quantile).name();
  }

  /**
   * Returns the loss of a name, such as {@code logistic} or {@code quantile(0.9)}.
   *
   * @throws IllegalArgumentException when there is none, or when its parameter is out of range
   */
  public static Loss named(String name) {
    for (Loss loss : ALL) {
      if (loss.name().equals(name) || choice(loss).equals(name)) {
        return loss;
      }
    }
    Matcher quantile = QUANTILE_NAME.matcher(name);
    if (quantile.matches()) {
      return new QuantileLoss(parameter(name, quantile.group(1)));
    }
    throw new IllegalArgumentException(
        "unknown loss: loss="
            + name
            + " allowed="
            + String.join(",", ALL.stream().map(Losses::choice).toList()));
  }

  private static double parameter(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "parameter of a loss is no number: loss=" + name + " allowed=quantile(0.9)", e);
    }
  }

  /**
   * Returns how margins become predictions.
   *
   * @param name of the loss, as {@link #objective} takes it
   */
  public static Link link(String name) {
    return name.equals(SOFTMAX) ? Link.SOFTMAX : named(name).link();
  }

  /**
   * Returns which labels a loss can learn.
   *
   * @param name of the loss, as {@link #objective} takes it
   */
  public static LabelKind labels(String name) {
    return switch (MetricsKind.ofLoss(name)) {
      case BINARY, HINGE -> LabelKind.BINARY;
      case REAL, QUANTILE -> LabelKind.REAL;
      case COUNT -> LabelKind.COUNT;
      case CLASSES -> LabelKind.CLASS;
    };
  }

  /**
   * Returns what a pipeline makes small.
   *
   * @param name of the loss, as {@link #named} takes it, or {@link #SOFTMAX}
   * @param classes number of classes of {@link #SOFTMAX}, at least 2; others have none
   * @throws IllegalArgumentException when there is none of the name
   */
  public static Objective objective(String name, int classes) {
    return name.equals(SOFTMAX) ? new SoftmaxObjective(classes) : Objective.of(named(name));
  }
}
