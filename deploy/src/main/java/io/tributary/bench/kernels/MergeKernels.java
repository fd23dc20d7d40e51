package io.tributary.bench.kernels;

import io.tributary.merge.BlockMaster;
import io.tributary.merge.BlockMasterState;
import io.tributary.merge.MasterConfig;
import io.tributary.merge.MergeRules;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockMessage;
import io.tributary.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Merging a round of all replicas into all blocks, and a whole turn of the loop in memory. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class MergeKernels {
  /** How many replicas. */
  @Param({"1", "8"})
  public int replicas;

  private final List<BlockMaster> masters = new ArrayList<>();
  private final List<BlockMasterState> states = new ArrayList<>();
  private List<Delta> round;
  private long number;
  private MemoryLoop loop;

  /** Learns the round that is merged over and over. */
  @Setup
  public void setUp() {
    loop = new MemoryLoop(replicas);
    loop.learnRound();
    loop.deliver();
    round =
        loop.learnRound().stream().filter(Delta.class::isInstance).map(Delta.class::cast).toList();
    loop.deliver();
    ModelSpec model = loop.model();
    MasterConfig config =
        new MasterConfig(
            model.layout(),
            model.optimizer(),
            MergeRules.all().get(0).name(),
            new Staleness(1),
            false);
    Consumer<BlockMessage> nobody = message -> {};
    for (int block = 0; block < model.layout().blocks(); block++) {
      int lanes = model.layout().blockSize() * model.optimizer().lanes();
      BlockMasterState state = new BlockMasterState(block, lanes);
      BlockMaster master = new BlockMaster(config, state);
      states.add(state);
      masters.add(master);
      for (int replica = 0; replica < replicas; replica++) {
        long session = replica + 1L;
        master.onMessage(
            new Registered(block, replica, replicas, session, 1, false, List.of()), nobody);
      }
    }
  }

  /** Merges the deltas of one round of all replicas. */
  @Benchmark
  public void mergeRound(Blackhole published) {
    for (Delta delta : round) {
      ReplicaMessage again =
          new Delta(
              delta.block(),
              delta.replica(),
              number,
              number,
              delta.examples(),
              delta.activeCoordinates(),
              false,
              delta.newestEventTime(),
              delta.oldestSentTime(),
              delta.frontier(),
              delta.changes(),
              delta.curvature());
      masters.get(delta.block()).onMessage(again, published::consume);
    }
    number++;
  }

  /** Returns the rounds that every block's master has merged. */
  long mergedRounds() {
    return states.stream().mapToLong(BlockMasterState::version).min().orElse(0);
  }

  /** Learns a round in every replica, merges it, and gives all of them what came of it. */
  @Benchmark
  public int turn() {
    loop.learnRound();
    return loop.deliver();
  }
}
