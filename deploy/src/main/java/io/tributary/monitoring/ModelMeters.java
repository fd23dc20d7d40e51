package io.tributary.monitoring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tributary.learner.MetricsKind;
import io.tributary.serving.MirrorStatus;
import io.tributary.session.Mirroring;
import io.tributary.session.TrainingProgress;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@code mirror} and {@code run} tell of their model, and of their virtual machine: series
 * {@code tributary_…} with the label {@code model}. A figure that is not known is NaN, which no
 * comparison of an alert is true of.
 */
public final class ModelMeters implements AutoCloseable {
  private static final double MILLIS = 1e3;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Tags tags;

  private ModelMeters(String model) {
    tags = Tags.of("model", model);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Returns what tells of a mirror. */
  public static ModelMeters ofMirror(String model, Latest<Mirroring.Progress> latest) {
    ModelMeters meters = new ModelMeters(model);
    meters.served(
        latest,
        p -> p.status().examples(),
        p -> p.status().version(),
        Mirroring.Progress::freshnessMillis);
    meters.status(latest, "awaiting.blocks", MirrorStatus::awaiting);
    meters.status(latest, "waiting", s -> s.waitingFor() != null ? 1 : 0);
    meters.status(latest, "misfit", s -> s.misfit() != null ? 1 : 0);
    meters.statusCounter(latest, "updates", MirrorStatus::applied);
    meters.statusCounter(latest, "update.bytes", MirrorStatus::updateBytes);
    meters.statusCounter(latest, "gaps", MirrorStatus::gaps);
    meters.statusCounter(latest, "undecodable", MirrorStatus::undecodable);
    return meters;
  }

  /**
   * Returns what tells of a training in this process.
   *
   * @param kind what the model's loss is measured by, which the losses have as their label
   */
  public static ModelMeters ofTraining(
      String model, MetricsKind kind, Latest<TrainingProgress> latest) {
    ModelMeters meters = new ModelMeters(model);
    meters.served(
        latest,
        TrainingProgress::merged,
        TrainingProgress::version,
        TrainingProgress::freshnessMillis);
    Tags none = Tags.empty();
    Tags metric = Tags.of("metric", kind.headline().jsonName());
    meters.gauge("tributary.training.loss", metric, latest, TrainingProgress::loss);
    meters.gauge("tributary.training.window.loss", metric, latest, TrainingProgress::windowLoss);
    // Of the model, so a job that goes on from an older checkpoint may have learned fewer.
    meters.gauge("tributary.training.examples", none, latest, TrainingProgress::examples);
    meters.gauge("tributary.training.rejected", none, latest, TrainingProgress::rejected);
    return meters;
  }

  private <T> void served(
      Latest<T> latest,
      ToDoubleFunction<T> examples,
      ToDoubleFunction<T> version,
      ToDoubleFunction<T> freshnessMillis) {
    Tags none = Tags.empty();
    gauge("tributary.served.examples", none, latest, examples);
    gauge("tributary.served.version", none, latest, version);
    gauge(
        "tributary.served.freshness.seconds",
        none,
        latest,
        progress -> freshnessMillis.applyAsDouble(progress) / MILLIS);
  }

  private void status(
      Latest<Mirroring.Progress> latest, String name, ToDoubleFunction<MirrorStatus> figure) {
    gauge(
        "tributary.mirror." + name,
        Tags.empty(),
        latest,
        progress -> figure.applyAsDouble(progress.status()));
  }

  private void statusCounter(
      Latest<Mirroring.Progress> latest, String name, ToDoubleFunction<MirrorStatus> figure) {
    FunctionCounter.builder(
            "tributary.mirror." + name,
            latest,
            l -> of(l, progress -> figure.applyAsDouble(progress.status()), 0))
        .tags(tags)
        .register(registry);
  }

  private <T> void gauge(String name, Tags more, Latest<T> latest, ToDoubleFunction<T> figure) {
    Gauge.builder(name, latest, l -> of(l, figure, Double.NaN))
        .tags(tags.and(more))
        .strongReference(true)
        .register(registry);
  }

  private static <T> double of(Latest<T> latest, ToDoubleFunction<T> figure, double otherwise) {
    @Nullable T known = latest.get();
    return known == null ? otherwise : figure.applyAsDouble(known);
  }

  /** Returns all of it in Prometheus' text format. */
  public String page() {
    return registry.scrape();
  }

  /** Stops to listen to the virtual machine. */
  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
