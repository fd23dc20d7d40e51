package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.sharded.CombinerMessage.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A batcher with its partitions of the input, its timers and its place in the errors topic. */
final class SimulatedBatcher implements BatcherOutput {
  private final ShardedJob job;
  private final int index;
  private final Batcher batcher;
  private final Map<Integer, Integer> positions = new TreeMap<>();
  private final PriorityQueue<Long> timers = new PriorityQueue<>();
  private final TopicReader reader;
  private final double speed;
  private final int takenOver;
  final List<Channel> parts = new ArrayList<>();
  final List<Channel> labels = new ArrayList<>();
  private boolean started;
  private boolean endDelivered;

  SimulatedBatcher(ShardedJob job, int index, long session, @Nullable ShardedCheckpoint restored) {
    this.job = job;
    this.index = index;
    speed = Steps.speed(job.random());
    reader = new TopicReader(job.topics(), job.random());
    ShardedPlan plan = job.plan();
    for (int block = 0; block < plan.config().layout().blocks(); block++) {
      parts.add(new Channel(Steps.speed(job.random())));
    }
    for (int combiner = 0; combiner < job.combiners(); combiner++) {
      labels.add(new Channel(Steps.speed(job.random())));
    }
    batcher = new Batcher(index, job.sources(), session, plan.config(), job.clock(), this);
    if (restored != null) {
      batcher.restore(job.mutation().restored(restored.batchers(), job.sources()));
    }
    takenOver = batcher.heldExamples();
    for (int partition = index; partition < plan.inputs().size(); partition += job.sources()) {
      positions.put(partition, restored == null ? 0 : restored.position(partition));
    }
  }

  Batcher batcher() {
    return batcher;
  }

  @Override
  public void toShard(ShardMessage message) {
    byte[] bytes =
        ShardedCheckpoint.encode(ShardMessageCodec.INSTANCE, job.mutation().sent(message));
    parts.get(message.block()).send(bytes);
  }

  @Override
  public void toCombiner(Labels message) {
    labels
        .get(message.source() % job.combiners())
        .send(ShardedCheckpoint.encode(CombinerMessageCodec.INSTANCE, message));
  }

  @Override
  public void wakeAt(long timeMillis) {
    timers.add(timeMillis);
  }

  void offer(Steps steps, @Nullable ShardedCheckpoint pending) {
    if (!started) {
      steps.add(speed, this::start);
    } else {
      offerInput(steps);
      reader.offer(steps, speed, this::read);
      if (!timers.isEmpty() && timers.peek() <= job.now()) {
        steps.add(speed, this::fire);
      }
    }
    if (pending != null && !pending.hasBatcher(index)) {
      steps.add(.3, () -> snapshot(pending));
    }
  }

  private void offerInput(Steps steps) {
    boolean over = true;
    int full = job.plan().config().batchSize().most();
    boolean open = batcher.wantsExamples() || batcher.heldExamples() < full + job.plan().slack();
    for (int partition : positions.keySet()) {
      boolean atEnd = positions.get(partition) == job.plan().inputs().get(partition).size();
      over &= atEnd;
      if (!atEnd && open && next(partition).sentTime() <= job.now()) {
        steps.add(speed, () -> takeExample(partition));
      }
    }
    if (over && !endDelivered && (!job.plan().patient() || job.hasLearnedAll())) {
      steps.add(speed * (job.plan().config().closesByCountOnly() ? 1 : .02), this::endInput);
    }
  }

  private Example next(int partition) {
    return job.plan().inputs().get(partition).get(positions.get(partition));
  }

  private void start() {
    started = true;
    job.say(() -> "batcher " + index + " starts");
    batcher.start();
    check();
  }

  private void takeExample(int partition) {
    Example example = next(partition);
    positions.merge(partition, 1, Integer::sum);
    job.say(() -> "batcher " + index + " takes example " + partition + "/" + example.key());
    batcher.onExample(example);
    check();
  }

  private void endInput() {
    endDelivered = true;
    job.say(() -> "batcher " + index + " input ends");
    batcher.endInput();
    check();
  }

  private void read(LoopMessage message) {
    if (!(message instanceof Errors errors)) {
      return;
    }
    if (job.mutation() == ShardedMutation.IDLE_NOT_DUE && errors.header().source() != index) {
      return;
    }
    job.say(() -> "batcher " + index + " reads " + errors);
    batcher.onErrors(errors.header());
    check();
  }

  private void fire() {
    while (!timers.isEmpty() && timers.peek() <= job.now()) {
      timers.remove();
    }
    batcher.onTimer();
    check();
  }

  private void snapshot(ShardedCheckpoint pending) {
    job.say(() -> "batcher " + index + " snapshots");
    pending.add(job.mutation().saved(batcher.snapshot()), positions);
    parts.forEach(Channel::sendBarrier);
    labels.forEach(Channel::sendBarrier);
  }

  private void check() {
    ShardedConfig config = job.plan().config();
    assertThat(batcher.unanswered()).as("unanswered").isLessThanOrEqualTo(config.inFlight() + 1);
    assertThat(batcher.heldExamples())
        .as("held")
        .isLessThanOrEqualTo(config.batchSize().most() + job.plan().slack() + takenOver);
  }

  /** Returns when something next happens here by itself. */
  long nextTime() {
    long next = timers.isEmpty() ? Long.MAX_VALUE : timers.peek();
    for (int partition : positions.keySet()) {
      if (positions.get(partition) < job.plan().inputs().get(partition).size()) {
        long arrival = next(partition).sentTime();
        // What has arrived already waits for the batcher, not for time.
        next = arrival > job.now() ? Math.min(next, arrival) : next;
      }
    }
    return next;
  }
}
