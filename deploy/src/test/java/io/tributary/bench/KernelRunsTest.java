package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.BenchOptions.Part;
import io.tributary.bench.KernelRuns.Kernel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

final class KernelRunsTest {
  @Test
  void everyKernelIsKnown() {
    Set<String> generated = new TreeSet<>();
    BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .forEach(entry -> generated.add(entry.getUsername()));
    Set<String> known = new TreeSet<>();
    for (Kernel kernel : KernelRuns.KERNELS) {
      known.add("io.tributary.bench.kernels." + kernel.type() + "." + kernel.method());
    }
    assertThat(generated).isEqualTo(known);
  }

  @Test
  void measuresInAProcessOfItsOwn() throws IOException {
    List<String> said = new ArrayList<>();
    BenchOptions options =
        new BenchOptions(1, 1, true, Set.of(Part.KERNELS), Pattern.compile("predict|decode$"));
    List<KernelResult> results = new KernelRuns(options, new Quiet(said)).run();
    assertThat(results.stream().map(result -> result.name() + result.parameters()))
        .startsWith("predict")
        .contains("decodeformat=csv", "decodeformat=json");
    assertThat(results).allSatisfy(result -> assertThat(result.nanos()).isPositive());
    assertThat(said).hasSameSizeAs(results);
  }
}
