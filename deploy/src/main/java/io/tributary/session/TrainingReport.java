package io.tributary.session;

import io.tributary.learner.Metric;
import io.tributary.learner.MetricsKind;
import io.tributary.operations.InputReport;
import io.tributary.sharded.TableCounts;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How training ended. Figures that are not known are NaN.
 *
 * @param examples records learned as examples
 * @param merged examples that every block of the served model holds
 * @param input records that could not be used, and why
 * @param metrics progressive metrics of all examples
 * @param replicas number of replicas
 * @param updatedPerExample coordinates in merged updates per example, where they were counted
 * @param seconds how long training took, from the job being up to the last example being served
 * @param freshnessMsP50 median time from sending an example to serving what it taught
 * @param freshnessMsP99 99th percentile of the same
 * @param modelVersion oldest version of the served blocks
 * @param checksum digest of the served weights
 * @param store file of the model store
 * @param table what has become of the features of an exact table, or null when that is not known
 */
public record TrainingReport(
    long examples,
    long merged,
    InputReport input,
    Metrics metrics,
    int replicas,
    double updatedPerExample,
    double seconds,
    double freshnessMsP50,
    double freshnessMsP99,
    long modelVersion,
    String checksum,
    Path store,
    @Nullable TableCounts table) {
  /** How training with a hashed table ended. */
  public TrainingReport(
      long examples,
      long merged,
      InputReport input,
      Metrics metrics,
      int replicas,
      double updatedPerExample,
      double seconds,
      double freshnessMsP50,
      double freshnessMsP99,
      long modelVersion,
      String checksum,
      Path store) {
    this(
        examples,
        merged,
        input,
        metrics,
        replicas,
        updatedPerExample,
        seconds,
        freshnessMsP50,
        freshnessMsP99,
        modelVersion,
        checksum,
        store,
        null);
  }

  /**
   * Progressive metrics: each example was predicted before it was learned.
   *
   * @param kind what the model's loss is measured by
   * @param figures of all examples, without those that are not known
   * @param window the headline of the recent examples alone
   */
  public record Metrics(MetricsKind kind, Map<Metric, Double> figures, double window) {
    /** Copies the map. */
    public Metrics {
      figures = Map.copyOf(figures);
    }

    /**
     * Returns metrics as something tells them.
     *
     * @param loss name of the loss
     * @param figure says a metric of all examples, NaN when it is not known
     * @param window says a metric of the recent examples
     */
    static Metrics of(
        String loss, ToDoubleFunction<Metric> figure, ToDoubleFunction<Metric> window) {
      Map<Metric, Double> figures = new EnumMap<>(Metric.class);
      for (Metric metric : Metric.values()) {
        double value = figure.applyAsDouble(metric);
        if (Double.isFinite(value)) {
          figures.put(metric, value);
        }
      }
      MetricsKind kind = MetricsKind.ofLoss(loss);
      return new Metrics(kind, figures, window.applyAsDouble(kind.headline()));
    }

    /** Returns a metric, NaN when it is not known. */
    public double get(Metric metric) {
      return figures.getOrDefault(metric, Double.NaN);
    }

    /** Returns what to compare models by. */
    public double headline() {
      return get(kind.headline());
    }
  }

  /** Returns how fast it was. */
  public double examplesPerSecond() {
    return seconds > 0 ? examples / seconds : Double.NaN;
  }

  /** Returns the same report with what another one has found out about the input. */
  public TrainingReport withInput(InputReport other) {
    return new TrainingReport(
        examples,
        merged,
        other,
        metrics,
        replicas,
        updatedPerExample,
        seconds,
        freshnessMsP50,
        freshnessMsP99,
        modelVersion,
        checksum,
        store,
        table);
  }
}
