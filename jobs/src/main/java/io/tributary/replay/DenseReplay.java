package io.tributary.replay;

import io.tributary.learner.HeadLearner;
import io.tributary.learner.Objective;
import io.tributary.merge.BlockMaster;
import io.tributary.merge.BlockMasterState;
import io.tributary.merge.MasterConfig;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaOutput;
import io.tributary.model.BlockMessage;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableSpec;
import io.tributary.sharded.DenseReplica;
import io.tributary.sharded.DenseSettings;
import io.tributary.store.BlockHeader;
import io.tributary.store.ModelStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The combiners' copies of a dense table, the masters of its blocks, and what they say. */
final class DenseReplay {
  private final ModelSpec model;
  private final DenseSettings settings;
  private final TableSpec table;
  private final List<BlockMaster> masters = new ArrayList<>();
  private final List<DenseReplica> replicas = new ArrayList<>();
  private final Deque<ReplicaMessage> toMasters = new ArrayDeque<>();
  private final Deque<BlockMessage> toReplicas = new ArrayDeque<>();

  DenseReplay(ModelSpec model, DenseSettings settings) {
    this.model = model;
    this.settings = settings;
    table = DenseSettings.table(model);
    MasterConfig merging = settings.masters(table);
    for (int block = table.firstBlock(); block < table.endBlock(); block++) {
      masters.add(new BlockMaster(merging, merging.newState(block)));
    }
  }

  /** Adds the copy of the next combiner, and returns what learns it. */
  HeadLearner add(int combiners, Objective objective) {
    HeadLearner learner = new HeadLearner(model, objective);
    int index = replicas.size();
    replicas.add(
        new DenseReplica(
            index,
            combiners,
            index,
            learner,
            table.firstBlock(),
            settings.replicas(table),
            settings.batchesOfRound(),
            () -> 0,
            new Out()));
    return learner;
  }

  DenseReplica replica(int combiner) {
    return replicas.get(combiner);
  }

  void start() {
    replicas.forEach(DenseReplica::start);
  }

  /** Delivers the next message; false when there is none. */
  boolean deliver() {
    ReplicaMessage message = toMasters.pollFirst();
    if (message != null) {
      masters
          .get(message.block() - table.firstBlock())
          .onMessage(message, update -> toReplicas.addLast(update));
      return true;
    }
    BlockMessage update = toReplicas.pollFirst();
    if (update == null) {
      return false;
    }
    replicas.forEach(replica -> replica.onMessage(update));
    return true;
  }

  /**
   * Checks that all is merged.
   *
   * @throws IllegalStateException when some wait for each other, which is a mistake in the protocol
   */
  void requireEnded() {
    for (int combiner = 0; combiner < replicas.size(); combiner++) {
      if (!replicas.get(combiner).ended()) {
        throw new IllegalStateException("dense table does not end: combiner=" + combiner);
      }
    }
  }

  /** Returns the examples that all blocks have merged. */
  long examples() {
    return masters.stream().mapToLong(one -> one.state().progress().examples()).min().orElse(0);
  }

  /** Returns all lanes of a block, a copy. */
  float[] lanes(int block) {
    return masters.get(block - table.firstBlock()).state().lanes();
  }

  /** Returns the weights of a block. */
  float[] weights(int block) {
    return masters.get(block - table.firstBlock()).state().weights(table);
  }

  /** Writes the merged table. */
  void writeTo(ModelStore store) {
    for (int block = table.firstBlock(); block < table.endBlock(); block++) {
      BlockMasterState state = masters.get(block - table.firstBlock()).state();
      store.write(
          new BlockHeader(
              block,
              state.generation(),
              state.version(),
              state.progress().newestEventTime(),
              state.progress().examples(),
              System.currentTimeMillis()),
          state.weights(table));
    }
  }

  private final class Out implements ReplicaOutput {
    @Override
    public void send(ReplicaMessage message) {
      toMasters.addLast(message);
    }

    @Override
    public void wakeAt(long timeMillis) {
      // Rounds end with batches.
    }
  }
}
