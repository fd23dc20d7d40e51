package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.learner.SampleModels;
import io.tributary.learner.SampleModels.Sample;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockMessage;
import io.tributary.training.HarnessLoop.Checkpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of every form through the operators of the loop: snapshots, restores, other numbers. */
class FormsInOperatorsTest {
  private static final int REPLICAS = 2;

  static Stream<Sample> samples() {
    return SampleModels.layered();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aRestoredLoopEndsAsIfNothingHadHappened(Sample sample) throws Exception {
    List<List<Example>> inputs = HarnessSetups.inputs(sample, REPLICAS, 60);
    List<BlockMessage> undisturbed = new ArrayList<>();
    try (HarnessLoop loop = loop(sample, REPLICAS, 1, inputs, undisturbed, null)) {
      loop.runToEnd(new Random(0));
    }
    List<BlockMessage> topic = new ArrayList<>();
    Random random = new Random(1);
    Checkpoint checkpoint = null;
    for (int failure = 0; failure < 4; failure++) {
      try (HarnessLoop loop = loop(sample, REPLICAS, 1 + failure % 3, inputs, topic, checkpoint)) {
        steps(loop, random, 40 + random.nextInt(60));
        checkpoint = loop.checkpoint();
        steps(loop, random, random.nextInt(80));
      }
    }
    try (HarnessLoop loop = loop(sample, REPLICAS, 2, inputs, topic, checkpoint)) {
      loop.runToEnd(random);
      assertThat(loop.isInputEnded()).isTrue();
    }
    PublishedModel expected = model(sample, undisturbed);
    PublishedModel restored = model(sample, topic);
    assertThat(restored.examples()).isEqualTo(expected.examples());
    for (int block = 0; block < HarnessSetups.LAYOUT.blocks(); block++) {
      assertThat(restored.bits().get(block))
          .as("block %d", block)
          .containsExactly(expected.bits().get(block));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void rescalingLosesAndRepeatsNothing(Sample sample) throws Exception {
    List<List<Example>> inputs = HarnessSetups.inputs(sample, 3, 40);
    long examples = inputs.stream().mapToLong(List::size).sum();
    List<BlockMessage> topic = new ArrayList<>();
    Random random = new Random(2);
    Checkpoint checkpoint = null;
    for (int replicas : new int[] {3, 1, 4}) {
      try (HarnessLoop loop = loop(sample, replicas, 2, inputs, topic, checkpoint)) {
        steps(loop, random, 80);
        checkpoint = loop.checkpoint();
        steps(loop, random, 20);
      }
    }
    try (HarnessLoop loop = loop(sample, 2, 1, inputs, topic, checkpoint)) {
      loop.runToEnd(random);
      assertThat(model(sample, topic).examples()).containsOnly(examples);
      assertThat(loop.reports().stream().mapToLong(report -> report.total().count()).sum())
          .isEqualTo(examples);
    }
  }

  private static HarnessLoop loop(
      Sample sample,
      int replicas,
      int masters,
      List<List<Example>> inputs,
      List<BlockMessage> topic,
      @Nullable Checkpoint from)
      throws Exception {
    return new HarnessLoop(
        HarnessSetups.setup(sample, new Staleness(1), replicas, masters, true),
        inputs,
        topic,
        from);
  }

  private static void steps(HarnessLoop loop, Random random, int count) throws Exception {
    for (int i = 0; i < count && loop.step(random); i++) {}
  }

  private static PublishedModel model(Sample sample, List<BlockMessage> topic) {
    int width = sample.model(HarnessSetups.LAYOUT).sparse().width();
    return PublishedModel.of(HarnessSetups.LAYOUT, width, Collections.unmodifiableList(topic));
  }
}
