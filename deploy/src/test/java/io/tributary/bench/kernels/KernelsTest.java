package io.tributary.bench.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.model.BlockMessage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.infra.Blackhole;

/** That kernels do what their names say: nothing else would notice one that does nothing. */
final class KernelsTest {
  private static final String PASSWORD =
      "Today's password is swordfish."
          + " I understand instantiating Blackholes directly is dangerous.";

  @Test
  void learnsAndPredicts() {
    LearnKernels kernels = new LearnKernels();
    kernels.setUp();
    double before = kernels.predict();
    for (int i = 1; i < KernelRows.COUNT; i++) {
      assertThat(kernels.learn()).isFinite();
    }
    assertThat(kernels.predict()).isFinite().isNotEqualTo(before).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "csv", "avro"})
  void decodes(String format) {
    DecodeKernels kernels = new DecodeKernels();
    kernels.format = format;
    kernels.setUp();
    for (Example expected : KernelRows.examples().subList(0, 100)) {
      assertThat(((Decoded) kernels.decode()).example()).isEqualTo(expected);
    }
  }

  @Test
  void featurizes() {
    FeaturizeKernels kernels = new FeaturizeKernels();
    kernels.setUp();
    for (Example expected : KernelRows.examples().subList(0, 100)) {
      assertThat(kernels.featurize()).isEqualTo(expected.features());
    }
  }

  @Test
  void writesAndReadsWhatIsSent() {
    CodecKernels kernels = new CodecKernels();
    kernels.setUp();
    assertThat(kernels.encodeExample()).isGreaterThan(100);
    assertThat(kernels.decodeExample().features().size()).isGreaterThan(20);
    assertThat(kernels.encodeSparse()).isPositive().isLessThan(kernels.encodeUpdate());
    assertThat(kernels.decodeUpdate()).isInstanceOf(BlockMessage.Update.class);
    assertThat(kernels.decodeSparse().width()).isEqualTo(2);
  }

  @Test
  void mergesRoundsAndTurnsTheLoop() {
    MergeKernels kernels = new MergeKernels();
    kernels.replicas = 2;
    kernels.setUp();
    Blackhole published = new Blackhole(PASSWORD);
    kernels.mergeRound(published);
    kernels.mergeRound(published);
    assertThat(kernels.mergedRounds()).isEqualTo(2);
    MemoryLoop loop = new MemoryLoop(2);
    for (int turn = 0; turn < 5; turn++) {
      assertThat(loop.learnRound()).isNotEmpty();
      assertThat(loop.deliver()).isEqualTo(loop.model().layout().blocks());
    }
    assertThat(loop.merged()).isEqualTo(5L * loop.examplesOfTurn());
  }

  @Test
  void writesAndReadsTheStore() throws IOException {
    StoreKernels kernels = new StoreKernels();
    kernels.setUp();
    try {
      kernels.storeWrite();
      assertThat(kernels.storeReadBlock().toString()).contains("BlockHeader");
      assertThat(kernels.storeReadExample().toString()).isNotBlank();
    } finally {
      kernels.tearDown();
    }
  }
}
