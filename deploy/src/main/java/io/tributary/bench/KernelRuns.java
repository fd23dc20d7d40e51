package io.tributary.bench;

import io.tributary.bench.BenchOptions.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Has JMH measure the kernels, one after the other, each in a process of its own. */
final class KernelRuns {
  private static final TimeValue ITERATION = TimeValue.seconds(1);
  private static final TimeValue QUICK_ITERATION = TimeValue.milliseconds(20);
  private static final int WARM_UPS = 3;
  private static final int ITERATIONS = 5;

  /**
   * A kernel.
   *
   * @param type name of its class
   * @param method name of its method
   * @param unit what one operation is
   */
  record Kernel(String type, String method, String unit) {}

  static final List<Kernel> KERNELS =
      List.of(
          new Kernel("LearnKernels", "learn", "example"),
          new Kernel("LearnKernels", "predict", "example"),
          new Kernel("FeaturizeKernels", "featurize", "example"),
          new Kernel("DecodeKernels", "decode", "example"),
          new Kernel("MergeKernels", "mergeRound", "round of all replicas"),
          new Kernel("MergeKernels", "turn", "round of all replicas"),
          new Kernel("CodecKernels", "encodeExample", "example"),
          new Kernel("CodecKernels", "decodeExample", "example"),
          new Kernel("CodecKernels", "encodeUpdate", "update of a block"),
          new Kernel("CodecKernels", "decodeUpdate", "update of a block"),
          new Kernel("CodecKernels", "encodeSparse", "update of a block"),
          new Kernel("CodecKernels", "decodeSparse", "update of a block"),
          new Kernel("StoreKernels", "storeWrite", "block"),
          new Kernel("StoreKernels", "storeReadBlock", "block"),
          new Kernel("StoreKernels", "storeReadExample", "example"));

  private final BenchOptions options;
  private final BenchHost surroundings;

  KernelRuns(BenchOptions options, BenchHost surroundings) {
    this.options = options;
    this.surroundings = surroundings;
  }

  /**
   * Measures the kernels asked for.
   *
   * @throws BenchException when one fails
   */
  List<KernelResult> run() throws IOException {
    List<KernelResult> results = new ArrayList<>();
    Path output = Files.createTempFile("tributary-bench-kernels-", ".log");
    try {
      for (Kernel kernel : KERNELS) {
        if (options.includes(Part.KERNELS, kernel.method())) {
          surroundings.heartbeat();
          results.addAll(measure(kernel, output));
        }
      }
    } finally {
      Files.deleteIfExists(output);
    }
    return results;
  }

  private List<KernelResult> measure(Kernel kernel, Path output) throws IOException {
    List<KernelResult> results = new ArrayList<>();
    for (RunResult measured : jmh(kernel, output)) {
      KernelResult result = result(kernel, measured);
      surroundings.say(
          String.format(
              Locale.ROOT,
              "%-20s %,12.1f ns per %s %s",
              result.name(),
              result.nanos(),
              result.unit(),
              result.parameters()));
      results.add(result);
    }
    results.sort(Comparator.comparing(KernelResult::parameters));
    return results;
  }

  private Collection<RunResult> jmh(Kernel kernel, Path output) throws IOException {
    TimeValue time = options.quick() ? QUICK_ITERATION : ITERATION;
    ChainedOptionsBuilder builder =
        new OptionsBuilder()
            .include(Pattern.quote(kernel.type() + "." + kernel.method()) + "$")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .warmupForks(0)
            .warmupIterations(options.quick() ? 1 : WARM_UPS)
            .warmupTime(time)
            .measurementIterations(options.quick() ? 1 : ITERATIONS)
            .measurementTime(time)
            .jvmArgs(ChildJvms.inherited().toArray(String[]::new))
            .shouldFailOnError(true)
            .output(output.toString());
    if (kernel.type().equals("DecodeKernels")) {
      builder.param("format", BenchPlan.formats().toArray(String[]::new));
    }
    try {
      return new Runner(builder.build()).run();
    } catch (RunnerException e) {
      throw new BenchException(
          "kernel can't be measured: kernel=" + kernel.method() + " output=" + lastWords(output),
          e);
    }
  }

  private static String lastWords(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output).stream().filter(l -> !l.isBlank()).toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private static KernelResult result(Kernel kernel, RunResult measured) {
    Result<?> primary = measured.getPrimaryResult();
    Collection<String> keys = measured.getParams().getParamsKeys();
    String parameters =
        new TreeMap<>(
                keys.stream()
                    .collect(
                        Collectors.toMap(key -> key, key -> measured.getParams().getParam(key))))
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    double error = primary.getScoreError();
    return new KernelResult(
        kernel.method(),
        parameters,
        primary.getScore(),
        Double.isFinite(error) ? error : null,
        kernel.unit());
  }
}
