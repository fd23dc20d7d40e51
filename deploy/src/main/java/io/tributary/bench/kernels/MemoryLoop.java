package io.tributary.bench.kernels;

import io.tributary.bench.ClickRows;
import io.tributary.config.Pipeline;
import io.tributary.config.TrainingConfig;
import io.tributary.example.Example;
import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.BlockMaster;
import io.tributary.merge.BlockMasterState;
import io.tributary.merge.MasterConfig;
import io.tributary.merge.Replica;
import io.tributary.merge.ReplicaConfig;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaOutput;
import io.tributary.merge.ReplicaStats;
import io.tributary.merge.RoundSize;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.ModelSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Replicas and masters wired to each other in memory: the protocol and its arithmetic, without the
 * Flink and the Kafka between them. Rounds close by count, and replicas take turns, a round each.
 */
final class MemoryLoop {
  private static final long SESSION = 17;
  private static final int ROUND_EXAMPLES = 1024;

  private final ModelSpec model;
  private final int roundExamples;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<BlockMasterState> states = new ArrayList<>();
  private final List<BlockMaster> masters = new ArrayList<>();
  private final Deque<ReplicaMessage> toMasters = new ArrayDeque<>();
  private final Deque<BlockMessage> toReplicas = new ArrayDeque<>();
  private final List<Example> examples = KernelRows.examples();
  private int next;

  MemoryLoop(int count) {
    Pipeline pipeline = ClickRows.pipeline(KernelRows.data("json"));
    TrainingConfig training = pipeline.training();
    model = pipeline.model();
    roundExamples = ROUND_EXAMPLES;
    MasterConfig masterConfig =
        new MasterConfig(
            model.layout(), model.optimizer(), training.merge(), training.staleness(), false);
    int width = model.optimizer().lanes();
    for (int block = 0; block < model.layout().blocks(); block++) {
      BlockMasterState state = new BlockMasterState(block, model.layout().blockSize() * width);
      states.add(state);
      masters.add(new BlockMaster(masterConfig, state));
    }
    ReplicaConfig replicaConfig =
        new ReplicaConfig(
            model.layout(),
            training.staleness(),
            RoundSize.fixed(roundExamples),
            0,
            0,
            1,
            training.maxHeldExamples(),
            training.maxUnmergedRounds());
    for (int i = 0; i < count; i++) {
      replicas.add(replica(i, count, replicaConfig, pipeline));
    }
    replicas.forEach(Replica::start);
    deliver();
  }

  private Replica replica(int index, int count, ReplicaConfig config, Pipeline pipeline) {
    return new Replica(
        index,
        count,
        SESSION + index,
        config,
        new Learner(model.optimizer(), Losses.named(pipeline.loss()), model.layout().bits()),
        ReplicaStats.of(pipeline.loss(), new WindowedMetrics(pipeline.training().metricsWindow())),
        System::currentTimeMillis,
        new ReplicaOutput() {
          @Override
          public void send(ReplicaMessage message) {
            toMasters.add(message);
          }

          @Override
          public void wakeAt(long timeMillis) {
            // Rounds close by count: nobody waits for a time.
          }
        });
  }

  /** Returns the number of examples that all replicas together learn in a turn. */
  int examplesOfTurn() {
    return roundExamples * replicas.size();
  }

  /** Returns the number of examples that every block has merged. */
  long merged() {
    return states.stream().mapToLong(state -> state.progress().examples()).min().orElse(0);
  }

  ModelSpec model() {
    return model;
  }

  /** Lets every replica learn a round, and returns what they tell the masters. */
  List<ReplicaMessage> learnRound() {
    for (Replica replica : replicas) {
      for (int i = 0; i < roundExamples; i++) {
        replica.onExample(examples.get(next++ & KernelRows.MASK));
      }
    }
    return new ArrayList<>(toMasters);
  }

  /** Merges what was learned, and gives all replicas what came of it. */
  int deliver() {
    int updates = 0;
    while (!toMasters.isEmpty()) {
      ReplicaMessage message = toMasters.poll();
      masters.get(message.block()).onMessage(message, toReplicas::add);
    }
    while (!toReplicas.isEmpty()) {
      BlockMessage message = toReplicas.poll();
      updates++;
      for (Replica replica : replicas) {
        replica.onMessage(message);
      }
    }
    return updates;
  }

  /** Learns until there were so many updates, and returns them. */
  List<Update> updates(int wanted) {
    List<Update> updates = new ArrayList<>();
    while (updates.size() < wanted) {
      learnRound();
      while (!toMasters.isEmpty()) {
        ReplicaMessage message = toMasters.poll();
        masters
            .get(message.block())
            .onMessage(
                message,
                published -> {
                  toReplicas.add(published);
                  if (published instanceof Update update) {
                    updates.add(update);
                  }
                });
      }
      deliver();
    }
    return updates.subList(0, wanted);
  }
}
