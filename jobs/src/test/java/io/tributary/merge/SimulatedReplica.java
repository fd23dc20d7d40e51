package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.codec.UnusableUpdateException;
import io.tributary.codec.UpdateCheck;
import io.tributary.example.Example;
import io.tributary.learner.ModelLearner;
import io.tributary.learner.WindowedMetrics;
import io.tributary.model.BlockMessage;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A replica with what surrounds it: its input, its place in the log of each block, and its timers.
 * Where its own source reads the log, a barrier comes from there and at any time; otherwise
 * barriers align over the input and the log.
 */
final class SimulatedReplica implements ReplicaOutput {
  private final SimulatedJob job;
  private final int index;
  private final List<Integer> partitions;
  private final Map<Integer, Integer> positions = new TreeMap<>();
  private final int blocks;
  private final ModelLearner learner;
  private final Replica replica;
  private final PriorityQueue<Long> timers = new PriorityQueue<>();
  private final int[] cursors;
  private final int slack;
  private final UpdateCheck checks;
  private final double inputSpeed;
  private final double[] readSpeeds;
  private int restoredEntries;
  private boolean started;
  private boolean endDelivered;
  private boolean inputAligned;

  SimulatedReplica(
      SimulatedJob job,
      int index,
      List<Integer> partitions,
      @Nullable Checkpoint restored,
      List<ReplicaSnapshot> snapshots) {
    this.job = job;
    this.index = index;
    this.partitions = partitions;
    partitions.forEach(
        partition -> positions.put(partition, restored == null ? 0 : restored.position(partition)));
    SimulationPlan plan = job.plan();
    Mutation mutation = job.faults().mutation();
    ReplicaConfig config = plan.replicaConfig();
    blocks = plan.blocks();
    cursors = new int[blocks];
    readSpeeds = new double[blocks];
    checks = new UpdateCheck(plan.model().tables());
    slack = job.random().nextInt(10);
    inputSpeed = Choices.speed(job.random());
    for (int block = 0; block < blocks; block++) {
      readSpeeds[block] = Choices.speed(job.random());
      if (restored != null) {
        // A source begins with what was written shortly before, whatever the checkpoint says.
        int offset = restored.logOffset(block);
        cursors[block] = plan.gated() ? job.random().nextInt(offset + 1) : offset;
      }
    }
    learner = plan.sample().learner(plan.layout());
    replica =
        new Replica(
            index,
            job.replicas(),
            mutation.session(job.random().nextLong()),
            config,
            learner,
            ReplicaStats.of(plan.sample().loss(), new WindowedMetrics(4)),
            this::now,
            this);
    if (restored != null) {
      replica.restore(mutation.restored(snapshots, index, job.replicas()));
      List<LedgerEntry> ledger = restored.ledger(index);
      replica.ledger().restore(ledger);
      restoredEntries = ledger.size();
    }
  }

  private long now() {
    return job.clock().getAsLong() + job.skew();
  }

  Replica replica() {
    return replica;
  }

  int cursor(int block) {
    return cursors[block];
  }

  /** Returns true when it has read the whole log, and nothing there outranks it. */
  boolean isSettled() {
    for (int block = 0; block < cursors.length; block++) {
      if (cursors[block] < job.log().size(block)) {
        return false;
      }
    }
    return !replica.isReopening();
  }

  @Override
  public void send(ReplicaMessage message) {
    job.task(message.block()).send(index, message);
  }

  @Override
  public void wakeAt(long timeMillis) {
    timers.add(timeMillis - job.skew());
  }

  /** Returns when something next happens here by itself. */
  long nextTime() {
    long now = job.clock().getAsLong();
    long next = timers.isEmpty() ? Long.MAX_VALUE : timers.peek();
    for (int partition : partitions) {
      long arrival = arrival(partition);
      // What has arrived already waits for the replica, not for time.
      if (arrival > now) {
        next = Math.min(next, arrival);
      }
    }
    return next;
  }

  /** Returns when a partition's next example arrives, or when it ends. */
  private long arrival(int partition) {
    SimulatedInput input = job.plan().inputs().get(partition);
    int position = positions.get(partition);
    return position < input.examples().size()
        ? input.examples().get(position).sentTime()
        : input.endTime();
  }

  private boolean isAtEnd(int partition) {
    return positions.get(partition) == job.plan().inputs().get(partition).examples().size();
  }

  /** As an implementation might that does not know that its masters have it all. */
  void resendIfMutated() {
    if (job.faults().mutation().sendsAgain()) {
      start();
      replica.snapshot().view().unmerged().forEach(this::send);
    }
  }

  private void start() {
    if (!started) {
      started = true;
      job.trace().add(() -> "replica " + index + " starts");
      replica.start();
      check();
    }
  }

  void offer(Choices choices, @Nullable Checkpoint pending) {
    if (!started) {
      choices.add(1, this::start);
    }
    boolean barrier = pending != null && !pending.hasReplica(index);
    if (barrier && !inputAligned) {
      choices.add(.3, () -> alignInput(pending));
    }
    if (!inputAligned) {
      offerInput(choices);
    }
    for (int block = 0; block < cursors.length; block++) {
      int from = block;
      int limit = barrier && alignsWithLog() ? pending.logOffset(block) : job.log().size(block);
      if (cursors[block] < limit) {
        choices.add(readSpeeds[block], () -> read(from, pending));
      }
    }
    if (!timers.isEmpty() && timers.peek() <= job.clock().getAsLong()) {
      choices.add(1, this::fire);
    }
  }

  private boolean alignsWithLog() {
    return !job.plan().gated();
  }

  private void offerInput(Choices choices) {
    long now = job.clock().getAsLong();
    boolean open = !job.plan().gated() || replica.wantsExamples() || replica.heldExamples() < slack;
    boolean over = true;
    for (int partition : partitions) {
      boolean arrived = arrival(partition) <= now;
      over &= arrived && isAtEnd(partition);
      if (arrived && open && !isAtEnd(partition)) {
        choices.add(inputSpeed, () -> takeExample(partition));
      }
    }
    if (over && !endDelivered) {
      choices.add(inputSpeed, this::endInput);
    }
  }

  private void takeExample(int partition) {
    start();
    int position = positions.merge(partition, 1, Integer::sum) - 1;
    Example example = job.plan().inputs().get(partition).examples().get(position);
    job.trace().add(() -> "replica " + index + " gets example " + partition + "/" + position);
    replica.onExample(example);
    check();
  }

  private void endInput() {
    start();
    job.trace().add(() -> "replica " + index + " input ends");
    endDelivered = true;
    replica.endInput();
    check();
  }

  private void read(int block, @Nullable Checkpoint pending) {
    start();
    byte[] record = job.log().read(block, cursors[block]++);
    try {
      Mutation mutation = job.faults().mutation();
      BlockMessage message = mutation.told(mutation.read(record, checks, now()), index);
      job.trace().add(() -> "replica " + index + " reads " + message);
      replica.onMessage(message);
    } catch (UnusableUpdateException e) {
      job.trace().add(() -> "replica " + index + " passes over " + e.getMessage());
      if (!job.faults().mutation().shrugs()) {
        replica.onSkipped();
      }
    }
    check();
    snapshotWhenAligned(pending);
  }

  private void fire() {
    long now = job.clock().getAsLong();
    while (!timers.isEmpty() && timers.peek() <= now) {
      timers.remove();
    }
    job.trace().add(() -> "replica " + index + " timer");
    replica.onTimer();
    check();
  }

  private void alignInput(Checkpoint pending) {
    job.trace().add(() -> "replica " + index + " barrier from input");
    inputAligned = true;
    snapshotWhenAligned(pending);
  }

  private void snapshotWhenAligned(@Nullable Checkpoint pending) {
    if (pending == null || pending.hasReplica(index) || !inputAligned) {
      return;
    }
    for (int block = 0; alignsWithLog() && block < cursors.length; block++) {
      if (cursors[block] < pending.logOffset(block)) {
        return;
      }
    }
    job.trace().add(() -> "replica " + index + " snapshots round=" + replica.round());
    Mutation mutation = job.faults().mutation();
    pending.add(
        index,
        new Checkpoint.ReplicaPart(
            replica.snapshots().stream().map(mutation::saved).toList(),
            mutation.savedLedger(replica.ledger().entries()),
            !replica.ledger().isComplete()),
        positions);
    inputAligned = false;
    job.sendBarriers(index, pending);
  }

  /** Checks that what is learned on is the merged model plus own learning not merged yet. */
  private void checkView(ReplicaSnapshot snapshot) {
    if (replica.isWaitingForModel()) {
      return;
    }
    ViewSnapshot view = snapshot.view();
    checkLedger(view, job.plan().staleness().bounded());
    new ViewCheck(job, index, replica).check(view, learner.tables());
  }

  /**
   * Checks that what is on record is what is learned on, and that what was restored is compared.
   */
  private void checkLedger(ViewSnapshot view, boolean bounded) {
    assertThat(replica.ledger().looked())
        .as("entries compared by replica %d", index)
        .isEqualTo(restoredEntries);
    List<LedgerEntry> ledger = replica.ledger().entries();
    if (!replica.ledger().isComplete()) {
      return; // A new one begins before the masters say that there is nothing yet.
    }
    assertThat(ledger).as("ledger of replica %d", index).hasSize(blocks);
    for (LedgerEntry entry : ledger) {
      assertThat(entry.version())
          .as("version in the ledger of replica %d, block %d", index, entry.block())
          .isEqualTo(bounded ? view.version() : replica.receivedVersion(entry.block()));
    }
  }

  private void check() {
    job.trace()
        .add(
            () ->
                "  now round="
                    + replica.round()
                    + " learning="
                    + replica.snapshot().learning()
                    + " held="
                    + replica.heldExamples()
                    + " versions="
                    + IntStream.range(0, blocks).mapToObj(replica::receivedVersion).toList());
    ReplicaStats stats = replica.stats();
    long most = job.plan().staleness().rounds();
    if (job.plan().gated() && stats.overruns() > 0) {
      throw new AssertionError("overruns though gated: replica=" + index);
    }
    if (most >= 0 && stats.overruns() == 0 && (stats.staleness() < 0 || stats.staleness() > most)) {
      throw new AssertionError(
          "too stale: replica=" + index + " staleness=" + stats.staleness() + " most=" + most);
    }
    // Every time would cost more than all the rest.
    if (job.random().nextInt(16) == 0) {
      ReplicaSnapshot snapshot = replica.snapshot();
      checkHeld(snapshot);
      if (stats.overruns() == 0) {
        checkView(snapshot);
      }
    }
  }

  private void checkHeld(ReplicaSnapshot snapshot) {
    // Nobody but the source's gate bounds what comes in before the model is there.
    if (!replica.isWaitingForModel() && !snapshot.lastSent()) {
      assertThat(snapshot.held().size())
          .as("held examples of replica %d", index)
          .isLessThanOrEqualTo(job.plan().maxHeld() + 1);
    }
  }
}
