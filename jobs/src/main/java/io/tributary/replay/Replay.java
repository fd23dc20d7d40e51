package io.tributary.replay;

import io.tributary.example.Example;
import io.tributary.learner.Learners;
import io.tributary.learner.ModelLearner;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.BlockMaster;
import io.tributary.merge.BlockMasterState;
import io.tributary.merge.MasterConfig;
import io.tributary.merge.Replica;
import io.tributary.merge.ReplicaConfig;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaOutput;
import io.tributary.merge.ReplicaStats;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Update;
import io.tributary.store.BlockHeader;
import io.tributary.store.ModelStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Trains one model with all its replicas and masters on a stream of examples that is handed in one
 * by one. The same stream gives the same model at every run. Not thread safe.
 */
public final class Replay implements Training {
  private static final long NEVER = Long.MAX_VALUE;

  /**
   * An update on its way to the replicas.
   *
   * @param due when it arrives: the stream's position, or the time of a live stream
   */
  private record OnItsWay(long due, BlockMessage message) {}

  private final ReplaySettings settings;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<ReplicaStats> stats = new ArrayList<>();
  private final List<BlockMaster> masters = new ArrayList<>();
  private final Deque<ReplicaMessage> toMasters = new ArrayDeque<>();
  private final Deque<OnItsWay> toReplicas = new ArrayDeque<>();
  private final long[] wakeUps;

  private long position;
  private long roundEnd;
  private long roundLength;

  /** Event time of the newest example before the round, and of the newest of all. */
  private long roundTime = Example.NO_TIME;

  private long newestTime = Example.NO_TIME;
  private boolean isStarted;
  private long clock;
  private long sentCoordinates;
  private long updatedCoordinates;

  /** Starts replicas and masters of an empty model. */
  public Replay(ReplaySettings settings) {
    this.settings = settings;
    wakeUps = new long[settings.replicas()];
    Arrays.fill(wakeUps, NEVER);
    MasterConfig merging = settings.merging();
    for (int block = 0; block < settings.model().blocks(); block++) {
      masters.add(new BlockMaster(merging, merging.newState(block)));
    }
    for (int index = 0; index < settings.replicas(); index++) {
      replicas.add(replica(index));
    }
    roundLength = settings.streamRound(0);
    roundEnd = roundLength;
    if (settings.schedule() != Schedule.LIVE) {
      start(0);
    }
  }

  private void start(long time) {
    isStarted = true;
    clock = time;
    replicas.forEach(Replica::start);
    settle();
  }

  private Replica replica(int index) {
    ModelLearner learner = Learners.of(settings.model(), settings.loss());
    int window = Math.max(WindowedMetrics.LEAST_WINDOW, settings.metricsWindow() / wakeUps.length);
    stats.add(ReplicaStats.of(settings.loss(), new WindowedMetrics(window)));
    ReplicaConfig protocol = settings.protocol();
    return new Replica(
        index,
        settings.replicas(),
        index,
        protocol,
        learner,
        stats.get(index),
        () -> clock,
        new Out(index));
  }

  /**
   * Takes the next example of the stream. Only the examples that wait for a merge are kept.
   *
   * @param partition the replica that learns it, 0 to replicas - 1
   * @param timeMillis when it comes, on a live stream; one of before the last example's comes with
   *     that one
   */
  @Override
  public void add(Example example, int partition, long timeMillis) {
    switch (settings.schedule()) {
      case COUNT -> settle();
      case ALIGNED -> align(example.eventTime());
      case LIVE -> advanceTo(timeMillis);
    }
    replicas.get(partition).onExample(example);
    position++;
    settle();
  }

  private void align(long eventTime) {
    boolean isLong =
        settings.maxDriftMillis() > 0
            && eventTime != Example.NO_TIME
            && roundTime != Example.NO_TIME
            && eventTime - settings.maxDriftMillis() > roundTime;
    if (position == roundEnd || isLong) {
      replicas.forEach(Replica::endRound);
      roundLength = settings.streamRound(position);
      roundEnd = position + roundLength;
      roundTime = newestTime;
    }
    newestTime = Math.max(newestTime, eventTime);
    if (isLong) {
      roundTime = newestTime;
    }
    settle();
  }

  /** Lets everything happen that is due up to a time, in its order. */
  private void advanceTo(long time) {
    if (!isStarted) {
      start(time);
    }
    for (long next = nextEvent(); next <= time && next != NEVER; next = nextEvent()) {
      clock = Math.max(clock, next);
      settle();
    }
    clock = Math.max(clock, time);
    settle();
  }

  private void awaitEnd() {
    while (!replicas.stream().allMatch(Replica::ended) && nextEvent() != NEVER) {
      advanceTo(nextEvent());
    }
  }

  private long nextEvent() {
    OnItsWay message = toReplicas.peekFirst();
    long next = message == null ? NEVER : message.due();
    for (long wakeUp : wakeUps) {
      next = Math.min(next, wakeUp);
    }
    return next;
  }

  /**
   * Ends the stream and returns what it came to.
   *
   * @throws IllegalStateException when replicas wait for each other, which is a mistake in the
   *     protocol
   */
  @Override
  public ReplayResult finish() {
    if (!isStarted) {
      start(0);
    }
    replicas.forEach(Replica::endInput);
    position = NEVER;
    settle();
    if (settings.schedule() == Schedule.LIVE) {
      awaitEnd();
    }
    for (int index = 0; index < replicas.size(); index++) {
      if (!replicas.get(index).ended()) {
        throw new IllegalStateException(
            "replica does not end: replica="
                + index
                + " held="
                + replicas.get(index).heldExamples());
      }
    }
    return soFar();
  }

  @Override
  public ReplayResult soFar() {
    ProgressiveMetrics total = new ProgressiveMetrics();
    ProgressiveMetrics window = new ProgressiveMetrics();
    for (ReplicaStats one : stats) {
      total.merge(one.metrics().total());
      window.merge(one.metrics().window());
    }
    long merged = Long.MAX_VALUE;
    long version = Long.MAX_VALUE;
    for (BlockMaster master : masters) {
      merged = Math.min(merged, master.state().progress().examples());
      version = Math.min(version, master.state().version());
    }
    return new ReplayResult(total, window, merged, version, sentCoordinates, updatedCoordinates);
  }

  /** Writes the merged model. */
  @Override
  public void writeTo(ModelStore store) {
    for (int block = 0; block < masters.size(); block++) {
      BlockMasterState state = masters.get(block).state();
      float[] weights = state.weights(settings.model().tableOf(block));
      store.write(
          new BlockHeader(
              block,
              state.generation(),
              state.version(),
              state.progress().newestEventTime(),
              state.progress().examples(),
              System.currentTimeMillis()),
          weights);
    }
  }

  /** Delivers all messages and wakes all replicas whose time has come, until nothing happens. */
  private void settle() {
    while (deliver() || wake()) {
      // Each step may have caused others.
    }
  }

  private boolean deliver() {
    ReplicaMessage message = toMasters.pollFirst();
    if (message != null) {
      masters.get(message.block()).onMessage(message, this::publish);
      return true;
    }
    OnItsWay next = toReplicas.peekFirst();
    if (next == null || next.due() > now()) {
      return false;
    }
    toReplicas.removeFirst();
    for (Replica replica : replicas) {
      replica.onMessage(next.message());
    }
    return true;
  }

  private boolean wake() {
    boolean woken = false;
    for (int index = 0; index < wakeUps.length; index++) {
      if (wakeUps[index] <= clock) {
        wakeUps[index] = NEVER;
        replicas.get(index).onTimer();
        woken = true;
      }
    }
    return woken;
  }

  private void publish(BlockMessage message) {
    if (message instanceof Update update) {
      updatedCoordinates += update.values().size();
    }
    toReplicas.addLast(new OnItsWay(arrival(), message));
  }

  private long now() {
    return settings.schedule() == Schedule.LIVE ? clock : position;
  }

  /** Returns when what is published now arrives. */
  private long arrival() {
    if (settings.schedule() == Schedule.LIVE) {
      return clock + settings.live().loop();
    }
    // Without a bound it matters when an update comes: there it takes a round.
    boolean atOnce = settings.staleness().bounded() || position == NEVER;
    return atOnce ? 0 : position + roundLength;
  }

  private final class Out implements ReplicaOutput {
    private final int index;

    Out(int index) {
      this.index = index;
    }

    @Override
    public void send(ReplicaMessage message) {
      if (message instanceof Delta delta) {
        sentCoordinates += delta.changes().size();
      }
      toMasters.addLast(message);
    }

    @Override
    public void wakeAt(long timeMillis) {
      wakeUps[index] = Math.min(wakeUps[index], timeMillis);
    }
  }
}
