package io.tributary.store;

import io.tributary.model.BlockLayout;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Blocks whose weights all equal their version, so that any mixture of two versions shows. Its main
 * method reads or writes such a store from another process.
 */
final class VersionedWeights {
  static final BlockLayout LAYOUT = new BlockLayout(14, 4);

  private VersionedWeights() {}

  /**
   * Arguments: {@code write file}, or {@code read file reads}; prints "ready" when it has begun.
   */
  public static void main(String[] args) {
    Path file = Path.of(args[1]);
    if (args[0].equals("read")) {
      try (ModelStore store = ChronicleModelStore.openReadOnly(file)) {
        System.out.println("ready");
        System.out.println("versions " + read(store, Long.parseLong(args[2])));
      }
    } else {
      try (ModelStore store = ChronicleModelStore.create(file, spec())) {
        System.out.println("ready");
        for (long version = store.version() + 1; ; version++) {
          writeAll(store, version);
        }
      }
    }
  }

  static ModelSpec spec() {
    return ChronicleModelStoreTest.spec("torn", LAYOUT.bits(), LAYOUT.blocks(), Link.IDENTITY);
  }

  static void writeAll(ModelStore store, long version) {
    float[] weights = new float[LAYOUT.blockSize()];
    Arrays.fill(weights, (float) version);
    for (int block = 0; block < LAYOUT.blocks(); block++) {
      store.write(new BlockHeader(block, 1, version, version, version, version), weights);
    }
  }

  /** Reads in turn single weights, scattered weights, headers and whole blocks. */
  static long read(ModelStore store, long reads) {
    Random random = new Random(reads);
    float[] weights = new float[LAYOUT.blockSize()];
    float[] out = new float[16];
    int[] coordinates = new int[16];
    long versions = 0;
    long last = 0;
    for (long i = 0; i < reads; i++) {
      int block = random.nextInt(LAYOUT.blocks());
      long seen;
      if (i % 64 == 0) {
        seen = store.read(block, weights).orElseThrow().version();
        requireAll(seen, weights);
      } else if (i % 64 == 1) {
        BlockHeader header = store.header(block).orElseThrow();
        seen = header.version();
        require(header.equals(new BlockHeader(block, 1, seen, seen, seen, seen)), header);
      } else {
        for (int j = 0; j < coordinates.length; j++) {
          coordinates[j] = LAYOUT.firstOf(block) + random.nextInt(LAYOUT.blockSize());
        }
        ReadStamp stamp = store.weights(coordinates, coordinates.length, out);
        seen = stamp.version();
        require(stamp.newestEventTime() == seen, stamp);
        requireAll(seen, out);
      }
      versions += seen != last ? 1 : 0;
      last = seen;
    }
    return versions;
  }

  private static void requireAll(long version, float[] weights) {
    for (float weight : weights) {
      require(weight == version, weight + " in version " + version);
    }
  }

  private static void require(boolean whole, Object what) {
    if (!whole) {
      throw new AssertionError("torn read: " + what);
    }
  }
}
