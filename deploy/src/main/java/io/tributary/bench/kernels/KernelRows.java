package io.tributary.bench.kernels;

import io.tributary.bench.ClickData;
import io.tributary.bench.ClickRows;
import io.tributary.example.Example;
import java.util.List;

/** What kernels work on: many rows, so that no branch and no cache line is known by heart. */
final class KernelRows {
  static final int COUNT = 1 << 16;
  static final int MASK = COUNT - 1;
  private static final int FIELDS = 39;

  private KernelRows() {}

  static ClickData data(String format) {
    return new ClickData(FIELDS, format, 1, COUNT);
  }

  static byte[][] records(String format) {
    return ClickRows.records(data(format)).toArray(byte[][]::new);
  }

  static List<Example> examples() {
    return ClickRows.examples(data("json"));
  }
}
