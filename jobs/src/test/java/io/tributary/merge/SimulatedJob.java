package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tributary.model.BlockMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One incarnation of the job: all replicas and merge tasks, from a start or restore to a crash. */
final class SimulatedJob {
  private final Simulation simulation;
  private final int replicaCount;
  private final List<SimulatedMergeTask> tasks = new ArrayList<>();
  private final List<SimulatedReplica> replicas = new ArrayList<>();
  private final long skew;
  private @Nullable Checkpoint pending;
  private boolean zombie;

  /**
   * Starts an incarnation.
   *
   * @param replicaCount number of replicas
   * @param skew how far its clock is ahead, in ms
   */
  SimulatedJob(Simulation simulation, int replicaCount, long skew, @Nullable Checkpoint restored) {
    this.simulation = simulation;
    this.replicaCount = replicaCount;
    this.skew = skew;
    SimulationPlan plan = simulation.plan();
    int taskCount = 1 + random().nextInt(plan.blocks());
    for (int task = 0; task < taskCount; task++) {
      tasks.add(new SimulatedMergeTask(this, task));
    }
    for (int block = 0; block < plan.blocks(); block++) {
      addMaster(block, faults().mutation().ofMasters(restored, simulation.checkpoints()));
    }
    List<List<Integer>> partitions = partitions(restored);
    List<ReplicaSnapshot> snapshots = restored == null ? List.of() : restored.snapshots();
    for (int index = 0; index < replicaCount; index++) {
      replicas.add(new SimulatedReplica(this, index, partitions.get(index), restored, snapshots));
    }
    replicas.forEach(replica -> replica.resendIfMutated());
  }

  private void addMaster(int block, @Nullable Checkpoint restored) {
    if (restored == null) {
      task(block).add(plan().masterConfig().newState(block), Map.of());
      return;
    }
    Checkpoint.MasterPart part = restored.master(block);
    BlockMasterState state = Checkpoint.decode(BlockMasterStateCodec.INSTANCE, part.state());
    task(block)
        .add(faults().mutation().restored(state, plan().model().tableOf(block)), part.published());
  }

  /**
   * Deals out the partitions: one each, or at random when replicas may come and go. As many
   * replicas as before keep those they had, as Flink has it.
   */
  private List<List<Integer>> partitions(@Nullable Checkpoint restored) {
    List<List<Integer>> dealt = new ArrayList<>();
    for (int replica = 0; replica < replicaCount; replica++) {
      dealt.add(new ArrayList<>());
    }
    for (int partition = 0; partition < plan().inputs().size(); partition++) {
      dealt.get(owner(partition, restored)).add(partition);
    }
    return dealt;
  }

  private int owner(int partition, @Nullable Checkpoint restored) {
    if (restored != null && restored.replicas() == replicaCount) {
      return restored.owner(partition);
    }
    return faults().rescales() ? random().nextInt(replicaCount) : partition;
  }

  SimulationPlan plan() {
    return simulation.plan();
  }

  Faults faults() {
    return simulation.faults();
  }

  int replicas() {
    return replicaCount;
  }

  Random random() {
    return simulation.random();
  }

  Trace trace() {
    return simulation.trace();
  }

  /** The true time. */
  LongSupplier clock() {
    return simulation.clock();
  }

  /** How far the clock of this incarnation is ahead of the true time, in ms. */
  long skew() {
    return skew;
  }

  UpdatesLog log() {
    return simulation.log();
  }

  void append(BlockMessage message) {
    simulation.append(message);
  }

  /** Returns the task that merges a block. */
  SimulatedMergeTask task(int block) {
    return tasks.get(block % tasks.size());
  }

  private List<BlockMasterState> states() {
    List<BlockMasterState> states = new ArrayList<>();
    for (int block = 0; block < plan().blocks(); block++) {
      states.add(task(block).state(block));
    }
    return states;
  }

  boolean ended() {
    return replicas.stream().allMatch(replica -> replica.replica().ended());
  }

  /** Returns true when the job has ended, and nothing on the log makes it speak again. */
  boolean settled() {
    return ended()
        && replicas.stream().allMatch(SimulatedReplica::isSettled)
        && tasks.stream().allMatch(SimulatedMergeTask::isSettled);
  }

  /** Returns the examples that the masters have merged, the least of all blocks. */
  long mergedExamples() {
    return states().stream().mapToLong(state -> state.progress().examples()).min().orElse(0);
  }

  long nextTime() {
    return replicas.stream().mapToLong(SimulatedReplica::nextTime).min().orElse(Long.MAX_VALUE);
  }

  void offer(Choices choices) {
    for (SimulatedReplica replica : replicas) {
      replica.offer(choices, pending);
    }
    for (SimulatedMergeTask task : tasks) {
      task.offer(choices);
    }
    Checkpoint started = pending;
    if (started != null && started.hasUnfilled()) {
      choices.add(1, () -> fillOne(started));
    }
  }

  private void fillOne(Checkpoint checkpoint) {
    checkpoint.fillOne(random());
    completeIfPossible(checkpoint);
  }

  /** Starts a checkpoint unless one is under way: fixes how far each log is read before it. */
  void checkpoint() {
    if (pending != null) {
      return;
    }
    int[] offsets = new int[plan().blocks()];
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
    tasks.forEach(task -> task.sendBarrier(replica, checkpoint));
  }

  void completeIfPossible(Checkpoint checkpoint) {
    if (!zombie && checkpoint.complete(replicaCount)) {
      checkpoint.checkLedgers();
      trace().add(() -> "checkpoint completes");
      pending = null;
      simulation.completed(checkpoint);
    }
  }

  /** Ends the incarnation; some of what was on its way to the log gets there. */
  void crash() {
    tasks.forEach(task -> task.crash(random()));
  }

  /** Goes on, cut off from its checkpoints: those who started it believe it dead. */
  void becomeZombie() {
    zombie = true;
    while (pending != null && pending.hasUnfilled()) {
      pending.fillOne(random());
    }
    pending = null;
  }

  /** Checks what must hold when all replicas say that all is over. */
  void checkEnd() {
    long examples = plan().examplesUntil(Long.MAX_VALUE);
    for (BlockMasterState state : states()) {
      assertThat(state.progress().examples())
          .as("examples in block %d", state.block)
          .isEqualTo(examples);
      assertThat(state.progress().newestEventTime())
          .as("newest event time of block %d", state.block)
          .isEqualTo(plan().newestEventTime());
      assertThat(state.pendingDeltas()).as("pending deltas of block %d", state.block).isZero();
      assertThat(state.ended()).as("end of block %d", state.block).isTrue();
      assertThat(state.lanes()).as("lanes of block %d", state.block).doesNotContain(Float.NaN);
      for (SimulatedReplica replica : replicas) {
        assertThat(replica.replica().receivedVersion(state.block))
            .as("version of block %d", state.block)
            .isEqualTo(state.version());
        assertThat(replica.replica().ledger().entries())
            .as("ledger")
            .extracting(
                LedgerEntry::block,
                LedgerEntry::version,
                LedgerEntry::examples,
                LedgerEntry::digest)
            .contains(
                tuple(state.block, state.version(), examples, state.digests.at(state.version())));
      }
    }
    long learned = 0;
    for (SimulatedReplica replica : replicas) {
      learned += replica.replica().stats().metrics().total().count();
    }
    assertThat(learned).as("examples in the replicas' metrics").isEqualTo(examples);
  }

  /** Returns the final state of a block. */
  BlockMasterState state(int block) {
    return task(block).state(block);
  }

  /** Returns all lanes of all blocks as bits. */
  int[] finalLanes() {
    return states().stream()
        .map(BlockMasterState::lanes)
        .flatMapToInt(
            lanes -> IntStream.range(0, lanes.length).map(i -> Float.floatToRawIntBits(lanes[i])))
        .toArray();
  }
}
