package io.tributary.bench;

import java.util.List;

final class KernelRuns {
  KernelRuns(BenchOptions options, Surroundings surroundings) {}

  List<KernelResult> run() {
    return List.of();
  }
}
