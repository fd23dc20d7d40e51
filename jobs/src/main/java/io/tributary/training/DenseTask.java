package io.tributary.training;

import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.kafka.decoding.InputRecord.Skipped;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.kafka.loop.LoopFeed;
import io.tributary.kafka.loop.Updates;
import io.tributary.learner.HeadLearner;
import io.tributary.learner.Learners;
import io.tributary.merge.LedgerEntry;
import io.tributary.merge.LedgerEntryCodec;
import io.tributary.merge.ReplicaOutput;
import io.tributary.merge.ReplicaSnapshot;
import io.tributary.merge.ReplicaSnapshotCodec;
import io.tributary.model.TableSpec;
import io.tributary.sharded.DenseReplica;
import io.tributary.sharded.DenseSettings;
import io.tributary.types.CodecSerializer;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.IntSerializer;

/**
 * What a combiner's task does for its copy of the dense table: it keeps it in the task's state, and
 * gives it the masters' messages, which come to it as errors come to shards.
 */
final class DenseTask implements AutoCloseable {
  /** Records of the topic that are taken at once, before the input has its turn again. */
  private static final int AT_ONCE = 64;

  private final HeadLearner learner;
  private final ListState<ReplicaSnapshot> snapshots;
  private final BroadcastState<Integer, LedgerEntry> ledger;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Around around;
  private final DenseReplica replica;
  private final MasterMessages masters;
  private final LoopControl.Use loop;
  private final Updates updates;
  private boolean started;

  /**
   * What the task has for it.
   *
   * @param mailbox runs what comes from other threads
   * @param clock processing time, ms since the epoch
   * @param out takes messages to masters, and wakes the task by {@link #onTimer}
   * @param goOn called whenever the table may be ready for examples
   */
  record Around(MailboxExecutor mailbox, LongSupplier clock, ReplicaOutput out, Runnable goOn) {}

  /** The states, to be declared before the task is opened. */
  record States(ListState<ReplicaSnapshot> snapshots, BroadcastState<Integer, LedgerEntry> ledger) {
    static States of(OperatorStateStore store) throws Exception {
      return new States(
          // Union, because of another number of combiners each takes over a share.
          store.getUnionListState(
              new ListStateDescriptor<>(
                  "dense", CodecSerializer.of(ReplicaSnapshotCodec.INSTANCE))),
          store.getBroadcastState(
              new MapStateDescriptor<>(
                  "dense-ledger",
                  IntSerializer.INSTANCE,
                  CodecSerializer.of(LedgerEntryCodec.INSTANCE))));
    }
  }

  DenseTask(
      ShardingSettings settings,
      DenseSettings dense,
      LoopFeed feed,
      int index,
      int combiners,
      States states,
      Around around)
      throws Exception {
    this.around = around;
    snapshots = states.snapshots();
    ledger = states.ledger();
    TableSpec table = DenseSettings.table(settings.model());
    learner =
        new HeadLearner(settings.model(), Learners.objective(settings.model(), settings.loss()));
    replica =
        new DenseReplica(
            index,
            combiners,
            new SecureRandom().nextLong(),
            learner,
            table.firstBlock(),
            dense.replicas(table),
            dense.batchesOfRound(),
            around.clock(),
            around.out());
    List<ReplicaSnapshot> restored = new ArrayList<>();
    snapshots.get().forEach(restored::add);
    Restoring.attempt(() -> replica.restore(restored));
    snapshots.clear();
    List<LedgerEntry> entries = new ArrayList<>();
    ledger.immutableEntries().forEach(entry -> entries.add(entry.getValue()));
    replica.ledger().restore(entries);
    loop = LoopControl.use(settings.job());
    masters =
        new MasterMessages(
            settings.model().name(),
            "combiner=" + index,
            loop.control().skipped(),
            replica::onMessage,
            replica::skipped);
    // Before the replica registers with its masters, so that it misses nothing that they say.
    updates = feed.subscribe(loop.control(), this::schedule);
  }

  DenseReplica replica() {
    return replica;
  }

  HeadLearner learner() {
    return learner;
  }

  /** Starts the replica, unless it has started; nothing may be sent before the task runs. */
  void start() {
    if (!started) {
      started = true;
      replica.start();
    }
  }

  void onTimer() {
    start();
    replica.onTimer();
    around.goOn().run();
  }

  /** Lets the task take what has come; called on the thread that reads the topic. */
  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        around.mailbox().execute(this::takeUpdates, "take updates");
      } catch (RejectedExecutionException e) {
        // The task has ended.
      }
    }
  }

  private void takeUpdates() throws IOException {
    scheduled.set(false);
    start();
    for (int i = 0; i < AT_ONCE; i++) {
      InputRecord record = updates.poll();
      if (record == null) {
        around.goOn().run();
        return;
      }
      if (record instanceof MasterMessage said) {
        masters.give(said);
      } else if (record instanceof Skipped) {
        replica.onSkipped();
      }
    }
    around.goOn().run();
    schedule();
  }

  /** Waits until all is merged: after the input comes nothing that could be. */
  void awaitEnd() throws InterruptedException {
    while (!replica.ended()) {
      around.mailbox().yield();
    }
  }

  void snapshot() throws Exception {
    snapshots.update(replica.snapshots());
    ledger.clear();
    for (LedgerEntry entry : replica.ledger().entries()) {
      ledger.put(entry.block(), entry);
    }
  }

  @Override
  public void close() {
    updates.close();
    loop.close();
  }
}
