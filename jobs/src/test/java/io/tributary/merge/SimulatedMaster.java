package io.tributary.merge;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A block's master with what surrounds it: one channel from each replica, in which barriers align,
 * and a sink towards the log that writes late, but before its checkpoint completes.
 */
final class SimulatedMaster {
  private sealed interface Item {
    record Message(byte[] bytes) implements Item {}

    record Barrier(Checkpoint checkpoint) implements Item {}
  }

  private final SimulatedJob job;
  private final int block;
  private final BlockMaster master;
  private final List<Deque<Item>> channels = new ArrayList<>();
  private final boolean[] aligned;
  private final Deque<BlockMessage> sink = new ArrayDeque<>();
  private final Map<Long, float[]> published = new TreeMap<>();
  private final double[] speeds;
  private final double sinkSpeed;

  SimulatedMaster(SimulatedJob job, int block, BlockMasterState state, Map<Long, float[]> known) {
    this.job = job;
    this.block = block;
    master = new BlockMaster(job.plan().masterConfig(), state);
    published.putAll(known);
    published.putIfAbsent(state.version(), state.lanes.clone());
    int replicas = job.plan().replicas();
    aligned = new boolean[replicas];
    speeds = new double[replicas];
    for (int replica = 0; replica < replicas; replica++) {
      channels.add(new ArrayDeque<>());
      speeds[replica] = Choices.speed(job.random());
    }
    sinkSpeed = Choices.speed(job.random());
  }

  BlockMaster master() {
    return master;
  }

  /** Returns the block's lanes as of a version, as the master published or restored them. */
  float[] lanesAt(long version) {
    return published.get(version);
  }

  void send(ReplicaMessage message) {
    ByteWriter out = new ByteWriter();
    ReplicaMessageCodec.INSTANCE.encode(message, out);
    channels.get(message.replica()).addLast(new Item.Message(out.toByteArray()));
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
      job.trace().add(() -> "master " + block + " takes " + message);
      master.onMessage(message, this::publish);
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
    job.trace().add(() -> "master " + block + " snapshots version=" + master.state().version());
    checkpoint.add(master.state(), published);
    Arrays.fill(aligned, false);
    job.completeIfPossible(checkpoint);
  }

  private void publish(BlockMessage message) {
    if (message instanceof Update update && update.version() == master.state().version()) {
      published.put(update.version(), master.state().lanes.clone());
    }
    sink.addLast(message);
  }

  private void writeOne() {
    BlockMessage message = sink.removeFirst();
    job.trace().add(() -> "log " + block + " gets " + message);
    job.log().append(message);
  }

  /** A failing master's sink may have sent some of what it had. */
  void crash(Random random) {
    for (int left = random.nextInt(sink.size() + 1); left > 0; left--) {
      writeOne();
    }
  }
}
