package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.learner.HeadLearner;
import io.tributary.learner.Learners;
import io.tributary.merge.BlockMaster;
import io.tributary.merge.ReplicaConfig;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaOutput;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A combiner's copy of a dense table, alone with the master of its block. */
final class DenseReplicaTest implements ReplicaOutput {
  private static final BlockLayout LAYOUT = new BlockLayout(6, 4);
  private static final DenseSettings SETTINGS = new DenseSettings(2, 0, "saturating");

  private final ModelSpec model = model();
  private final TableSpec table = DenseSettings.table(model);
  private final HeadLearner learner = new HeadLearner(model, Learners.objective(model, "logistic"));
  private final BlockMaster master =
      new BlockMaster(
          SETTINGS.masters(table), SETTINGS.masters(table).newState(table.firstBlock()));
  private final List<ReplicaMessage> sent = new ArrayList<>();
  private final List<BlockMessage> published = new ArrayList<>();
  private final DenseReplica replica = replica(SETTINGS.replicas(table), 2);

  private static ModelSpec model() {
    Form.Factors factors =
        new Form.Factors(1, 2, new OptimizerSpec.AdaGrad(.1, 1), 0, .1, 2, List.of(), -1);
    return new ModelSpec(
        "m",
        LAYOUT,
        Link.LOGISTIC,
        new OptimizerSpec.Ftrl(.1, 1, 0, 0),
        new Form.Network(factors, List.of(3), List.of(), new OptimizerSpec.AdaGrad(.1, 1)));
  }

  private DenseReplica replica(ReplicaConfig config, int batches) {
    return new DenseReplica(
        0, 1, 7, learner, table.firstBlock(), config, batches, () -> 1_000, this);
  }

  @Override
  public void send(ReplicaMessage message) {
    sent.add(message);
    master.onMessage(message, published::add);
  }

  @Override
  public void wakeAt(long timeMillis) {
    // Batches end rounds.
  }

  private void deliver() {
    for (int i = 0; i < published.size(); i++) {
      replica.onMessage(published.get(i));
    }
    published.clear();
  }

  private void learn(int examples) {
    double[] sums = new double[learner.step().sums()];
    for (int i = 0; i < examples; i++) {
      sums[i % sums.length] = i + 1;
      replica.learn(sums, i % 2, 1, 5, 6);
    }
  }

  private List<Delta> deltas() {
    return sent.stream().filter(Delta.class::isInstance).map(Delta.class::cast).toList();
  }

  @Test
  void roundsEndWithBatchesAndAreNumberedAsInTheModel() {
    replica.start();
    deliver();
    assertThat(sent).extracting(ReplicaMessage::block).containsOnly(table.firstBlock());
    learn(3);
    replica.batchEnded(0);
    assertThat(deltas()).as("after one of two batches").isEmpty();
    learn(4);
    replica.batchEnded(1);
    assertThat(deltas()).hasSize(1);
    assertThat(deltas().get(0).block()).isEqualTo(table.firstBlock());
    assertThat(deltas().get(0).examples()).isEqualTo(7);
    assertThat(deltas().get(0).newestEventTime()).isEqualTo(5);
    replica.endInput();
    deliver();
    replica.endInput();
    deliver();
    assertThat(replica.ended()).isTrue();
    assertThat(master.state().progress().examples()).isEqualTo(7);
  }

  @Test
  void itTakesNoExampleBeforeItsModelIsThere() {
    replica.start();
    learn(1);
    replica.batchEnded(1);
    assertThat(replica.isReady()).as("the next round is one behind").isTrue();
    replica.batchEnded(3);
    assertThat(replica.isReady()).as("the one before is not merged").isFalse();
    deliver();
    assertThat(replica.isReady()).isTrue();
  }

  @Test
  void blocksOfOtherTablesAreNoneOfItsBusiness() {
    replica.start();
    BlockMessage opening = published.get(0);
    replica.onMessage(new BlockMessage.RoundDue(0, opening.generation(), 5));
    assertThat(replica.skipped()).isZero();
  }

  @Test
  void roundsThatNoBatchEndsAreRefused() {
    ReplicaConfig full =
        new ReplicaConfig(table.layout(), new Staleness(1), RoundSize.fixed(8), 0, 0, 1, 1, 2);
    assertThatThrownBy(() -> replica(full, 2))
        .hasMessageStartingWith("rounds don't end with batches: batchesOfRound=2");
    assertThatThrownBy(() -> new DenseSettings(0, 0, "mean"))
        .hasMessage("number is out of range: batchesOfRound=0 maxDelayMillis=0");
  }
}
