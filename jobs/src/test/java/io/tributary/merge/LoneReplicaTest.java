package io.tributary.merge;

import static io.tributary.merge.Messages.opening;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.learner.ModelLearner;
import io.tributary.learner.SampleModels;
import io.tributary.learner.SampleModels.Sample;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Form;
import io.tributary.model.MergeProgress;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A replica without others, and the arithmetic of its masters. */
final class LoneReplicaTest implements ReplicaOutput {
  // Of the larger one a round changes many more coordinates of a block than are gathered at once.
  private static final BlockLayout SMALL = new BlockLayout(4, 2);
  private static final BlockLayout LARGE = new BlockLayout(12, 2);
  private static final long SESSION = 77;
  private static final long GENERATION = 9000L << 20;

  private final List<Delta> deltas = new ArrayList<>();

  @Override
  public void send(ReplicaMessage message) {
    if (message instanceof Delta delta) {
      deltas.add(delta);
    }
  }

  @Override
  public void wakeAt(long timeMillis) {}

  static Stream<Arguments> rules() {
    List<Sample> samples = new ArrayList<>();
    for (OptimizerSpec optimizer :
        List.of(
            new OptimizerSpec.Ftrl(.3, 1, .01, .1),
            new OptimizerSpec.AdaGrad(.3, 1e-6),
            new OptimizerSpec.Sgd(.3))) {
      samples.add(new Sample("linear, " + optimizer, Form.linear(), optimizer));
    }
    samples.addAll(SampleModels.layered().toList());
    return MergeRules.all().stream()
        .flatMap(
            rule ->
                samples.stream()
                    .flatMap(
                        sample ->
                            Stream.of(
                                Arguments.of(rule, sample, SMALL, 7, 200),
                                Arguments.of(rule, sample, LARGE, 1500, 10))));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void comesToWhatIsMergedToTheBitWithoutBeingToldTheValues(
      MergeRule rule, Sample sample, BlockLayout layout, int examples, int rounds) {
    ModelLearner learner = sample.learner(layout);
    Replica replica = started(sample, learner, layout, examples);
    TableSpec table = sample.model(layout).sparse();
    BlockMerger merger = new BlockMerger(table, rule);
    int lanesOfBlock = table.blockLanes();
    float[] merged = new float[lanesOfBlock * layout.blocks()];
    Random random = new Random(5);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < examples; i++) {
        replica.onExample(sample.example(random, layout.coordinates()));
      }
      assertThat(deltas).as("round %d", round).hasSize(layout.blocks());
      for (Delta delta : deltas) {
        float[] lanes = new float[lanesOfBlock];
        System.arraycopy(merged, delta.block() * lanesOfBlock, lanes, 0, lanesOfBlock);
        merger.mergeRound(List.of(delta), new BlockLanes(lanes));
        System.arraycopy(lanes, 0, merged, delta.block() * lanesOfBlock, lanesOfBlock);
      }
      assertThat(learner.lanes()).as("after round %d", round).isEqualTo(merged);
      deltas.clear();
      for (int block = 0; block < layout.blocks(); block++) {
        replica.onMessage(
            new Update(
                block,
                GENERATION,
                round + 1,
                -1,
                round,
                false,
                MergeProgress.NONE,
                SparseValues.EMPTY));
      }
    }
  }

  private Replica started(Sample sample, ModelLearner learner, BlockLayout layout, int examples) {
    ReplicaConfig config =
        new ReplicaConfig(layout, new Staleness(1), RoundSize.fixed(examples), 0, 0, 5, 4, 4);
    ReplicaStats stats = ReplicaStats.of(sample.loss(), new WindowedMetrics());
    Replica replica = new Replica(0, 1, SESSION, config, learner, stats, () -> 1000, this);
    replica.start();
    for (int block = 0; block < layout.blocks(); block++) {
      replica.onMessage(opening(block, GENERATION, SESSION));
    }
    return replica;
  }
}
