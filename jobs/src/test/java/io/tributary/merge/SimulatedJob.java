package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One incarnation of the job: all replicas and masters, from a start or restore to a crash. */
final class SimulatedJob {
  private final Simulation simulation;
  private final List<SimulatedMaster> masters = new ArrayList<>();
  private final List<SimulatedReplica> replicas = new ArrayList<>();
  private @Nullable Checkpoint pending;

  SimulatedJob(Simulation simulation, @Nullable Checkpoint restored) {
    this.simulation = simulation;
    SimulationPlan plan = simulation.plan();
    for (int block = 0; block < plan.layout().blocks(); block++) {
      masters.add(newMaster(block, restored));
    }
    for (int index = 0; index < plan.replicas(); index++) {
      replicas.add(new SimulatedReplica(this, index, restored));
    }
    replicas.forEach(SimulatedReplica::start);
  }

  private SimulatedMaster newMaster(int block, @Nullable Checkpoint restored) {
    if (restored == null) {
      BlockMasterState fresh = new BlockMasterState(block, plan().lanesOfBlock());
      return new SimulatedMaster(this, block, fresh, Map.of());
    }
    Checkpoint.MasterPart part = restored.master(block);
    BlockMasterState state = Checkpoint.decode(BlockMasterStateCodec.INSTANCE, part.state());
    return new SimulatedMaster(this, block, state, part.published());
  }

  SimulationPlan plan() {
    return simulation.plan();
  }

  Random random() {
    return simulation.random();
  }

  Trace trace() {
    return simulation.trace();
  }

  LongSupplier clock() {
    return simulation.clock();
  }

  UpdatesLog log() {
    return simulation.log();
  }

  SimulatedMaster master(int block) {
    return masters.get(block);
  }

  boolean ended() {
    return replicas.stream().allMatch(replica -> replica.replica().ended());
  }

  /** Returns the examples that the masters have merged, which must be the same for each. */
  long mergedExamples() {
    return masters.stream()
        .mapToLong(m -> m.master().state().progress().examples())
        .min()
        .orElse(0);
  }

  long nextTime() {
    return replicas.stream().mapToLong(SimulatedReplica::nextTime).min().orElse(Long.MAX_VALUE);
  }

  void offer(Choices choices) {
    for (SimulatedReplica replica : replicas) {
      replica.offer(choices, pending);
    }
    for (SimulatedMaster master : masters) {
      master.offer(choices);
    }
  }

  /** Starts a checkpoint unless one is under way: fixes how far each log is read before it. */
  void checkpoint() {
    if (pending != null) {
      return;
    }
    int[] offsets = new int[masters.size()];
    for (int block = 0; block < offsets.length; block++) {
      int least = 0;
      for (SimulatedReplica replica : replicas) {
        least = Math.max(least, replica.cursor(block));
      }
      offsets[block] = least + random().nextInt(log().size(block) - least + 1);
    }
    trace().add(() -> "checkpoint starts logOffsets=" + Arrays.toString(offsets));
    pending = new Checkpoint(offsets);
  }

  void sendBarriers(int replica, Checkpoint checkpoint) {
    masters.forEach(master -> master.sendBarrier(replica, checkpoint));
  }

  void completeIfPossible(Checkpoint checkpoint) {
    if (checkpoint.complete(plan().replicas())) {
      trace().add(() -> "checkpoint completes");
      assertThat(checkpoint.copiesAgree()).as("copies agree at the barrier").isTrue();
      pending = null;
      simulation.completed(checkpoint);
    }
  }

  /** Checks that a replica's copy is what the master had at that version. */
  void checkCopy(int replica, BlockCopy copy) {
    float[] lanes = new float[plan().lanesOfBlock()];
    copy.writeTo(copy.version(), lanes, 0);
    assertThat(lanes)
        .as("copy of block %d at version %d on replica %d", copy.block, copy.version(), replica)
        .isEqualTo(masters.get(copy.block).lanesAt(copy.version()));
  }

  /** Ends the incarnation; some of what was on its way to the log gets there. */
  void crash() {
    masters.forEach(master -> master.crash(random()));
  }

  /** Checks what must hold when all replicas say that all is over. */
  void checkEnd() {
    long examples = plan().examplesUntil(Long.MAX_VALUE);
    for (SimulatedMaster master : masters) {
      BlockMasterState state = master.master().state();
      assertThat(state.progress().examples())
          .as("examples in block %d", state.block)
          .isEqualTo(examples);
      assertThat(state.progress().newestEventTime())
          .as("newest event time of block %d", state.block)
          .isEqualTo(plan().newestEventTime());
      assertThat(state.pendingDeltas()).as("pending deltas of block %d", state.block).isZero();
      assertThat(state.ended()).as("end of block %d", state.block).isTrue();
      assertThat(state.lanes).as("lanes of block %d", state.block).doesNotContain(Float.NaN);
    }
    long learned = 0;
    for (SimulatedReplica replica : replicas) {
      learned += replica.replica().stats().metrics().total().count();
      for (SimulatedMaster master : masters) {
        BlockMasterState state = master.master().state();
        assertThat(replica.copy(state.block).version())
            .as("version of block %d", state.block)
            .isEqualTo(state.version());
      }
    }
    assertThat(learned).as("examples in the replicas' metrics").isEqualTo(examples);
  }

  /** Returns all lanes of all blocks as bits. */
  int[] finalLanes() {
    int[] bits = new int[plan().lanesOfBlock() * masters.size()];
    int at = 0;
    for (SimulatedMaster master : masters) {
      for (float lane : master.master().state().lanes) {
        bits[at++] = Float.floatToRawIntBits(lane);
      }
    }
    return bits;
  }
}
