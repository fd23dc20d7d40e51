package io.tributary.merge;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.GenerationClock;
import io.tributary.model.MergeProgress;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.util.Arrays;
import java.util.Random;

/**
 * What somebody who is no master writes to the updates topic: bytes that are no message, messages
 * of other models, and messages that can't be true of this one. And openings and updates of an
 * incarnation that there is not, which can.
 */
final class Noise {
  private final Simulation simulation;
  private final Random random;

  Noise(Simulation simulation, Random random) {
    this.simulation = simulation;
    this.random = random;
  }

  /** Returns true when what a master writes now is lost. */
  boolean isLost() {
    return random.nextInt(30) == 0;
  }

  byte[] unreadable() {
    byte[] bytes = new byte[random.nextInt(6)];
    random.nextBytes(bytes);
    if (bytes.length > 0) {
      bytes[0] = 77;
    }
    return bytes;
  }

  /** Writes one record. */
  void write() {
    SimulationPlan plan = simulation.plan();
    int block = random.nextInt(plan.blocks());
    long now = simulation.now() << GenerationClock.RANDOM_BITS;
    long generation = now + random.nextInt(1 << GenerationClock.RANDOM_BITS);
    // As its own: what a generation of some master looks like, anybody can read.
    long current = simulation.generation(block);
    int size = plan.model().tableOf(block).layout().blockSize();
    int lanes = plan.model().tableOf(block).width();
    BlockMessage message =
        switch (random.nextInt(12)) {
          case 0 -> opening(block, Long.MAX_VALUE, 0, size, lanes);
          case 1 -> opening(block, generation, 0, size + 1, lanes);
          case 2 -> opening(block, generation, 0, size, lanes + 1);
          case 3 -> opening(block, generation, random.nextInt(3), size, lanes);
          case 4 -> update(999, current, 1, size, lanes);
          case 5 -> update(block, current, 1, size + 1, lanes);
          case 6 -> update(block, generation, 1 + random.nextInt(50), size, lanes);
          case 7 -> update(block, Long.MAX_VALUE, 1 + random.nextInt(50), size, lanes);
          case 8 -> update(block, current, 1_000_000, size, lanes);
          case 9 -> new RoundDue(0, current, 1_000_000);
          case 10 -> new RoundDue(0, current, Long.MAX_VALUE);
          default -> null;
        };
    byte[] record = message == null ? unreadable() : bytes(message);
    int where = message instanceof RoundDue ? 0 : block;
    simulation
        .trace()
        .add(() -> "NOISE " + where + " " + (message == null ? record.length : message));
    simulation.log().append(where, record);
  }

  private static byte[] bytes(BlockMessage message) {
    ByteWriter out = new ByteWriter();
    BlockMessageCodec.INSTANCE.encode(message, out);
    return out.toByteArray();
  }

  private Opening opening(int block, long generation, long version, int size, int lanes) {
    return new Opening(
        block,
        generation,
        version,
        0,
        1,
        new long[] {random.nextLong()},
        new long[] {-1},
        false,
        MergeProgress.NONE,
        values(size, lanes),
        simulation.plan().model().tableOf(block).shape(),
        VersionDigests.of(version, 5));
  }

  private Update update(int block, long generation, long version, int size, int lanes) {
    int replica = simulation.plan().staleness().bounded() ? -1 : 0;
    return new Update(
        block,
        generation,
        version,
        replica,
        version - 1,
        false,
        new MergeProgress(3, 1, 3, 1),
        values(size, lanes));
  }

  /** Returns a value at the last offset. */
  private static SparseValues values(int size, int lanes) {
    float[] values = new float[lanes];
    Arrays.fill(values, 666);
    return new SparseValues(new int[] {size - 1}, values);
  }
}
