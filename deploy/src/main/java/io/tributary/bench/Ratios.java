package io.tributary.bench;

import io.tributary.bench.RunResult.PipelineResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The ratios that tell how close to its floors a pipeline is, on any machine: of CPU time without
 * the virtual machine's compiler, on both sides.
 */
final class Ratios {
  private static final double JSON = 1.6;
  private static final double COMPACT = 2.5;
  private static final double REPLICAS = 1.25;
  private static final double LEARNER = .5;

  private static final double PAUSE_MILLIS = 100;

  private final Map<String, Usage> windows;
  private final Map<String, PipelineFigures> figures;

  private Ratios(Collection<? extends RunResult> results) {
    windows =
        results.stream()
            .collect(
                Collectors.toMap(result -> result.run().name(), result -> result.cost().window()));
    figures =
        results.stream()
            .filter(PipelineResult.class::isInstance)
            .map(PipelineResult.class::cast)
            .collect(Collectors.toMap(result -> result.run().name(), PipelineResult::figures));
  }

  /** Returns the ratios of which both sides were measured. */
  static List<Ratio> of(Collection<? extends RunResult> results) {
    Ratios ratios = new Ratios(results);
    List<Ratio> all = new ArrayList<>();
    ratios.overFloors("json", JSON).ifPresent(all::add);
    ratios.overFloors("csv", COMPACT).ifPresent(all::add);
    ratios.overFloors("avro", COMPACT).ifPresent(all::add);
    ratios.replicas().ifPresent(all::add);
    ratios.learner().ifPresent(all::add);
    ratios.pause().ifPresent(all::add);
    ratios.checkpointSize().ifPresent(all::add);
    return all;
  }

  private Optional<Ratio> overFloors(String format, double most) {
    return cpu(Names.pipeline(format, 1))
        .flatMap(
            pipeline ->
                cpu(Names.decode(format))
                    .flatMap(
                        decode ->
                            cpu(Names.LEARNER)
                                .map(
                                    learner ->
                                        new Ratio(
                                            "pipeline / (decode + learner), " + format,
                                            pipeline / (decode + learner),
                                            most,
                                            false))));
  }

  private Optional<Ratio> replicas() {
    return cpu(Names.pipeline("json", 8))
        .flatMap(
            eight ->
                cpu(Names.pipeline("json", 1))
                    .map(one -> new Ratio("8 replicas / 1 replica", eight / one, REPLICAS, false)));
  }

  // Both do nothing but compute, so that CPU time is their time.
  private Optional<Ratio> learner() {
    return cpu(Names.LOOP)
        .flatMap(
            loop ->
                cpu(Names.LEARNER)
                    .map(
                        learner ->
                            new Ratio(
                                "learner's examples/s / plain loop's",
                                loop / learner,
                                LEARNER,
                                true)));
  }

  private Optional<PipelineFigures> checkpointed() {
    return Optional.ofNullable(figures.get(Names.checkpoints("json", BenchPlan.CHECKPOINTED)));
  }

  private Optional<Ratio> pause() {
    return checkpointed()
        .flatMap(it -> Optional.ofNullable(it.pauses()))
        .map(
            pauses ->
                new Ratio(
                    "checkpoint's pause of learning, p99 ms",
                    pauses.p99Millis(),
                    PAUSE_MILLIS,
                    false));
  }

  // Each replica has a copy, the master has the merged model, and there is some on its way.
  private Optional<Ratio> checkpointSize() {
    return checkpointed()
        .flatMap(
            it ->
                Optional.ofNullable(it.checkpoints())
                    .filter(checkpoints -> checkpoints.completed() > 0)
                    .map(
                        checkpoints ->
                            new Ratio(
                                "largest checkpoint / model, " + it.replicas() + " replicas",
                                (double) checkpoints.maxBytes() / it.modelBytes(),
                                it.replicas() + 2,
                                false)));
  }

  private Optional<Double> cpu(String name) {
    Function<Usage, Double> perMillion = Usage::steadyCpuSecondsPerMillion;
    return Optional.ofNullable(windows.get(name)).map(perMillion);
  }
}
