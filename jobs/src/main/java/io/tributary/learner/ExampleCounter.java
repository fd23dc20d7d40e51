package io.tributary.learner;

import io.tributary.model.Link;
import org.jspecify.annotations.Nullable;

/** Counts predicted examples of one model, with the metrics that its loss has. */
public final class ExampleCounter {
  private final Link link;

  /** The loss, or null when the link says enough of it. */
  private final @Nullable Loss loss;

  private ExampleCounter(Link link, @Nullable Loss loss) {
    this.link = link;
    this.loss = loss;
  }

  /** Returns the counter of models that make the usual loss of a link small. */
  public static ExampleCounter of(Link link) {
    return new ExampleCounter(link, null);
  }

  /**
   * Returns the counter of models that make a loss small.
   *
   * @param loss its name, as {@link Losses#objective} takes it
   */
  public static ExampleCounter of(String loss) {
    if (loss.equals(Losses.SOFTMAX)) {
      return of(Link.SOFTMAX);
    }
    Loss named = Losses.named(loss);
    return switch (named.metrics()) {
      case BINARY, REAL -> of(named.link());
      default -> new ExampleCounter(named.link(), named);
    };
  }

  /** Counts an example of a model with one margin. */
  public void add(WindowedMetrics metrics, double label, double margin, double weight) {
    if (loss == null) {
      metrics.add(label, margin, weight, link);
    } else {
      metrics.add(label, margin, weight, loss);
    }
  }

  /** Counts an example of a model of any form: one margin, or one for each class. */
  public void add(WindowedMetrics metrics, double label, double[] margins, double weight) {
    if (margins.length == 1) {
      add(metrics, label, margins[0], weight);
    } else {
      metrics.add((int) label, margins, weight);
    }
  }
}
