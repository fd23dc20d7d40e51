package io.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.model.BlockLayout;
import io.tributary.model.Link;
import io.tributary.waiting.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store under one writer and many readers, in this process and in others. */
class SharedStoreIT {
  private static final long READS = 340_000;

  @TempDir Path directory;

  @Test
  void noReadIsTorn() throws Exception {
    Path file = directory.resolve("torn.store");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (ModelStore writer = ChronicleModelStore.create(file, VersionedWeights.spec());
        ModelStore reader = ChronicleModelStore.openReadOnly(file)) {
      VersionedWeights.writeAll(writer, 1);
      Process process = start("read", file.toString(), Long.toString(READS));
      try (BufferedReader output = process.inputReader()) {
        awaitReady(output);
        Future<Long> own = threads.submit(() -> VersionedWeights.read(writer, READS));
        Future<Long> other = threads.submit(() -> VersionedWeights.read(reader, READS));
        for (long version = 2; process.isAlive() || !own.isDone() || !other.isDone(); version++) {
          VersionedWeights.writeAll(writer, version);
          // A writer without a pause would starve the readers of a small machine.
          Waiting.system().pause(Duration.ofNanos(1_000));
        }
        assertThat(own.get()).isGreaterThan(100);
        assertThat(other.get()).isGreaterThan(100);
        assertThat(process.waitFor()).isZero();
        String[] words = output.readLine().split(" ", -1);
        assertThat(Long.parseLong(words[1])).isGreaterThan(100);
      } finally {
        process.destroyForcibly();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aKilledWriterStopsNeitherReadersNorTheNextWriter() throws Exception {
    Path file = directory.resolve("killed.store");
    try (ModelStore first = ChronicleModelStore.create(file, VersionedWeights.spec())) {
      VersionedWeights.writeAll(first, 1);
    }
    try (ModelStore reader = ChronicleModelStore.openReadOnly(file)) {
      for (int kill = 0; kill < 5; kill++) {
        long before = reader.version();
        Process process = start("write", file.toString());
        try (BufferedReader output = process.inputReader()) {
          awaitReady(output);
          while (reader.version() < before + 20 + kill) {
            VersionedWeights.read(reader, 100);
          }
        } finally {
          process.destroyForcibly().waitFor();
        }
        VersionedWeights.read(reader, 1000);
        long killedAt = reader.version();
        try (ModelStore next = ChronicleModelStore.create(file, VersionedWeights.spec())) {
          VersionedWeights.writeAll(next, killedAt + 2);
        }
        assertThat(reader.version()).isEqualTo(killedAt + 2);
      }
    }
  }

  @Test
  void holdsSixteenMillionCoordinates() {
    BlockLayout layout = new BlockLayout(24, 16);
    Path file = directory.resolve("large.store");
    try (ModelStore store =
        ChronicleModelStore.create(
            file,
            ChronicleModelStoreTest.spec("large", layout.bits(), layout.blocks(), Link.LOGISTIC))) {
      float[] weights = new float[layout.blockSize()];
      Arrays.fill(weights, 2);
      for (int block = 0; block < layout.blocks(); block++) {
        weights[weights.length - 1] = block;
        store.write(new BlockHeader(block, 1, 1, 1, 1, 1), weights);
      }
      for (int block = 0; block < layout.blocks(); block++) {
        assertThat(store.weight(layout.firstOf(block))).isEqualTo(2);
        assertThat(store.weight(layout.firstOf(block) + layout.blockSize() - 1)).isEqualTo(block);
      }
    }
  }

  /** Starts a process with the flags that Chronicle needs here too. */
  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-") || flag.startsWith("-Dchronicle"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(VersionedWeights.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void awaitReady(BufferedReader output) throws IOException {
    String line = output.readLine();
    while (line != null && !line.equals("ready")) {
      line = output.readLine();
    }
    assertThat(line).isEqualTo("ready");
  }
}
