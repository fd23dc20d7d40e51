package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.merge.Checkpoint.Published;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.SparseValues;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A task that merges some of the blocks, with what surrounds it: one channel from each replica, in
 * which barriers align, and a sink towards the log that writes late, but before its checkpoint
 * completes.
 */
final class SimulatedMergeTask {
  private sealed interface Item {
    record Message(byte[] bytes) implements Item {}

    record Barrier(Checkpoint checkpoint) implements Item {}
  }

  private final SimulatedJob job;
  private final int task;
  private final Map<Integer, BlockMaster> masters = new TreeMap<>();
  private final Map<Integer, Long> restoredGenerations = new HashMap<>();
  private final Map<Integer, Map<Long, Published>> published = new HashMap<>();
  private final Map<Integer, Integer> arrivals = new HashMap<>();
  private final Map<Integer, List<Delta>> lastDeltas = new HashMap<>();
  private final List<Deque<Item>> channels = new ArrayList<>();
  private final boolean[] aligned;
  private final Deque<BlockMessage> sink = new ArrayDeque<>();
  private final double[] speeds;
  private final double sinkSpeed;

  SimulatedMergeTask(SimulatedJob job, int task) {
    this.job = job;
    this.task = task;
    int replicas = job.replicas();
    aligned = new boolean[replicas];
    speeds = new double[replicas];
    for (int replica = 0; replica < replicas; replica++) {
      channels.add(new ArrayDeque<>());
      speeds[replica] = Choices.speed(job.random());
    }
    sinkSpeed = Choices.speed(job.random());
  }

  /** Gives the task a block to merge. */
  void add(BlockMasterState state, Map<Long, Published> known) {
    masters.put(state.block, new BlockMaster(job.plan().masterConfig(), state));
    restoredGenerations.put(state.block, state.generation());
    Map<Long, Published> versions = new TreeMap<>(known);
    versions.putIfAbsent(state.version(), Published.now(state));
    published.put(state.block, versions);
  }

  BlockMasterState state(int block) {
    return masters.get(block).state();
  }

  /** Returns a block's lanes as of a version, as the master published or restored them. */
  float @Nullable [] lanesAt(int block, long version) {
    Published known = published.get(block).get(version);
    return known == null ? null : known.lanes();
  }

  void send(int replica, ReplicaMessage message) {
    ByteWriter out = new ByteWriter();
    ReplicaMessageCodec.INSTANCE.encode(job.faults().mutation().sent(message), out);
    channels.get(replica).addLast(new Item.Message(out.toByteArray()));
  }

  void sendBarrier(int replica, Checkpoint checkpoint) {
    channels.get(replica).addLast(new Item.Barrier(checkpoint));
  }

  void offer(Choices choices) {
    for (int replica = 0; replica < speeds.length; replica++) {
      int from = replica;
      if (!aligned[replica] && !channels.get(replica).isEmpty()) {
        choices.add(speeds[replica], () -> take(from));
      }
    }
    if (!sink.isEmpty()) {
      choices.add(sinkSpeed, this::writeOne);
    }
  }

  private void take(int replica) {
    Item item = channels.get(replica).removeFirst();
    if (item instanceof Item.Barrier barrier) {
      aligned[replica] = true;
      align(barrier.checkpoint());
    } else if (item instanceof Item.Message carried) {
      ReplicaMessage message = ReplicaMessageCodec.INSTANCE.decode(new ByteReader(carried.bytes()));
      job.trace().add(() -> "merge task " + task + " takes " + message);
      if (job.faults().mutation().mergesInArrivalOrder() && message instanceof Delta delta) {
        takeInArrivalOrder(delta);
      } else {
        masters.get(message.block()).onMessage(message, this::publish);
      }
      checkBounds(message.block());
    }
  }

  /**
   * As if a round were made of whatever deltas come first, whosever they are. Only for inputs of
   * one length: the last deltas make the last round.
   */
  private void takeInArrivalOrder(Delta delta) {
    BlockMaster master = masters.get(delta.block());
    int replicas = channels.size();
    List<Delta> lasts = lastDeltas.computeIfAbsent(delta.block(), block -> new ArrayList<>());
    if (!delta.last()) {
      int arrival = arrivals.merge(delta.block(), 1, Integer::sum) - 1;
      int round = arrival / replicas;
      master.onMessage(Mutation.arrivedAs(delta, arrival % replicas, round), this::publish);
      return;
    }
    lasts.add(delta);
    if (lasts.size() == replicas) {
      for (int k = 0; k < replicas; k++) {
        Delta last = lasts.get(k);
        master.onMessage(Mutation.arrivedAs(last, k, last.round()), this::publish);
      }
    }
  }

  private void checkBounds(int block) {
    int most = job.plan().replicaConfig().mostUnmergedRounds();
    for (Deque<Delta> deltas : state(block).pending) {
      // One more while a group is rescaled: the open round comes with the joining.
      if (deltas.size() > most + 1) {
        throw new AssertionError(
            "too many deltas wait: block=" + block + " deltas=" + deltas.size() + " most=" + most);
      }
    }
  }

  private void align(Checkpoint checkpoint) {
    for (boolean there : aligned) {
      if (!there) {
        return;
      }
    }
    while (!sink.isEmpty()) {
      writeOne();
    }
    job.trace().add(() -> "merge task " + task + " snapshots");
    for (BlockMaster master : masters.values()) {
      checkpoint.add(master.state().copy(), published.get(master.state().block));
    }
    Arrays.fill(aligned, false);
    job.completeIfPossible(checkpoint);
  }

  private void publish(BlockMessage message) {
    BlockMasterState state = state(message.block());
    boolean isCurrent =
        message instanceof Opening
            || (message instanceof Update update && update.version() == state.version());
    if (isCurrent) {
      published.get(state.block).put(state.version(), Published.now(state));
    }
    if (message instanceof Opening opening) {
      checkContent(opening);
    }
    sink.addLast(message);
  }

  /** Checks that an opening has the values of the version that it says. */
  private void checkContent(Opening opening) {
    float[] expected = lanesAt(opening.block(), opening.version());
    SparseValues values = opening.values();
    float[] lanes = new float[values.lanes().length];
    SparseValues there = new SparseValues(values.offsets(), lanes);
    if (expected != null && values.size() > 0) {
      there.copyFrom(expected, 0);
      assertThat(values).as("content of version %d", opening.version()).isEqualTo(there);
    }
  }

  private void writeOne() {
    BlockMessage message = sink.removeFirst();
    BlockMessage written =
        job.faults().mutation().published(message, restoredGenerations.get(message.block()));
    job.trace().add(() -> "log " + written.block() + " gets " + written);
    job.append(written);
  }

  /** Returns true when all that it has published is on the log. */
  boolean isSettled() {
    return sink.isEmpty();
  }

  /** A failing task's sink may have sent some of what it had. */
  void crash(Random random) {
    for (int left = random.nextInt(sink.size() + 1); left > 0; left--) {
      writeOne();
    }
  }
}
