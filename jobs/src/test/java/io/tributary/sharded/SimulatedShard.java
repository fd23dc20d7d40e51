package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.model.BlockMessage;
import io.tributary.sharded.CombinerMessage.Joined;
import io.tributary.sharded.CombinerMessage.Outranked;
import io.tributary.sharded.CombinerMessage.Partial;
import io.tributary.sharded.LoopMessage.Announced;
import io.tributary.sharded.ShardMessage.Part;
import io.tributary.sharded.ShardMessage.Register;
import io.tributary.sharded.exact.ExactTable;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The shard of one block, with its channels and its place in the errors topic. */
final class SimulatedShard implements ShardOutput {
  private final ShardedJob job;
  private final int block;
  private final @Nullable HeapRows rows;
  private final @Nullable ExactTable table;
  private final Shard shard;
  private final TopicReader reader;
  private final double speed;
  private final PriorityQueue<Long> timers = new PriorityQueue<>();
  final List<Channel> sums = new ArrayList<>();

  /** With a mistake planted, the number that a source has here, in the order of arrival. */
  private final List<Integer> arrived = new ArrayList<>();

  SimulatedShard(
      ShardedJob job, int block, @Nullable ShardedCheckpoint restored, float @Nullable [] later) {
    this.job = job;
    this.block = block;
    speed = Steps.speed(job.random());
    reader = new TopicReader(job.topics(), job.random());
    for (int combiner = 0; combiner < job.combiners(); combiner++) {
      sums.add(new Channel(Steps.speed(job.random())));
    }
    ShardedPlan plan = job.plan();
    ShardState state = restored == null ? new ShardState(block) : restored.state(block);
    if (plan.exact() != null) {
      rows = null;
      table = restored == null ? new ExactTable(plan.exactTable()) : restored.table(block);
      shard = new Shard(config(), plan.layer(), table, state, job.clock(), this);
      return;
    }
    table = null;
    float[] lanes = restored == null ? new float[plan.lanesOfBlock()] : restored.lanes(block);
    boolean saved = later != null && job.mutation() == ShardedMutation.ROWS_SAVED_LATER;
    rows = new HeapRows(saved ? later : lanes, plan.layer().width());
    shard = new Shard(config(), plan.layer(), rows, state, job.clock(), this);
  }

  private ShardedConfig config() {
    ShardedConfig config = job.plan().config();
    return job.mutation() == ShardedMutation.FORWARD_TOO_EARLY
        ? new ShardedConfig(
            config.layout(),
            config.batchSize(),
            1,
            config.inFlight(),
            config.publishMinDelayMillis())
        : config;
  }

  Shard shard() {
    return shard;
  }

  float[] lanes() {
    return table != null ? ShardedPlan.rows(table) : rows.lanes();
  }

  @Override
  public void toCombiner(CombinerMessage sent) {
    CombinerMessage message = fromOwnNumber(sent);
    byte[] bytes = ShardedCheckpoint.encode(CombinerMessageCodec.INSTANCE, message);
    if (message instanceof Joined) {
      sums.forEach(channel -> channel.send(bytes));
    } else {
      sums.get(message.source() % job.combiners()).send(bytes);
    }
  }

  @Override
  public void publish(BlockMessage message) {
    job.topics().append(job.mutation().published(message));
  }

  @Override
  public void wakeAt(long timeMillis) {
    timers.add(timeMillis);
  }

  long nextTime() {
    return timers.isEmpty() ? Long.MAX_VALUE : timers.peek();
  }

  void offer(Steps steps, List<Channel> inputs, @Nullable ShardedCheckpoint pending) {
    for (Channel channel : inputs) {
      if (channel.hasMessage()) {
        steps.add(speed * channel.speed, () -> take(channel));
      }
    }
    reader.offer(steps, speed, this::read);
    if (!timers.isEmpty() && timers.peek() <= job.now()) {
      steps.add(speed, this::fire);
    }
    if (pending != null && inputs.stream().allMatch(Channel::hasBarrier)) {
      steps.add(1, () -> snapshot(inputs, pending));
    }
  }

  private void take(Channel channel) {
    ShardMessage message =
        toOwnNumber(ShardedCheckpoint.decode(ShardMessageCodec.INSTANCE, channel.take()));
    job.say(() -> "shard " + block + " takes " + message);
    shard.onMessage(message);
    check();
  }

  private void read(LoopMessage message) {
    job.say(() -> "shard " + block + " reads " + message);
    if (message instanceof Errors written) {
      boolean any = job.mutation() == ShardedMutation.OLD_SESSION_TAKEN;
      shard.onLoop(toOwnNumber(any ? job.ours(written) : written));
    } else if (message instanceof Announced announced && job.isOwn(announced)) {
      long session = renumbers() ? job.session(arrived.get(0)) : announced.session();
      shard.onLoop(new Announced(session, announced.generation()));
    } else if (job.mutation() != ShardedMutation.RIVALS_IGNORED) {
      shard.onLoop(message);
    }
    check();
  }

  private void fire() {
    while (!timers.isEmpty() && timers.peek() <= job.now()) {
      timers.remove();
    }
    shard.onTimer();
  }

  private void snapshot(List<Channel> inputs, ShardedCheckpoint pending) {
    job.say(() -> "shard " + block + " snapshots round=" + shard.state().round);
    inputs.forEach(Channel::take);
    ShardState state = job.mutation().saved(shard.state().copy());
    if (table != null) {
      pending.add(state, table);
    } else {
      pending.add(state, rows.lanes());
    }
    sums.forEach(Channel::sendBarrier);
  }

  private void check() {
    ShardState state = shard.state();
    for (List<KeptPart> parts : state.parts) {
      assertThat(parts.size())
          .as("parts kept of a source")
          .isLessThanOrEqualTo(job.plan().config().mostPartsOfSource());
    }
    assertThat(shard.heldErrors()).isLessThanOrEqualTo(state.keptParts());
    for (int source = 0; source < state.ends.length; source++) {
      assertThat(state.forwarded[source])
          .as("forward steps ahead of what is applied")
          .isLessThanOrEqualTo(state.round + job.plan().config().inFlight() + 1);
    }
  }

  private boolean renumbers() {
    return job.mutation() == ShardedMutation.ARRIVAL_ORDER;
  }

  private ShardMessage toOwnNumber(ShardMessage message) {
    if (!renumbers()) {
      return message;
    }
    if (message instanceof Register one) {
      arrived.add(one.source());
      return new Register(
          block,
          arrived.size() - 1,
          one.sources(),
          one.session(),
          one.generation(),
          one.epoch(),
          one.former());
    }
    Part part = (Part) message;
    return new Part(
        block,
        arrived.indexOf(part.source()),
        part.epoch(),
        part.round(),
        part.last(),
        part.examples(),
        part.offsets(),
        part.keys(),
        part.members(),
        part.counts(),
        part.totals(),
        part.positions(),
        part.values(),
        part.fields());
  }

  private Errors toOwnNumber(Errors errors) {
    Errors.Header one = errors.header();
    return !renumbers()
        ? errors
        : new Errors(
            new Errors.Header(
                one.epoch(), arrived.indexOf(one.source()), one.round(), one.session(), one.last()),
            errors.examples(),
            errors.slopes(),
            errors.dampings(),
            errors.newestEventTime(),
            errors.oldestSentTime());
  }

  private CombinerMessage fromOwnNumber(CombinerMessage message) {
    if (!renumbers() || message instanceof Outranked) {
      return message;
    }
    int source = arrived.get(message.source());
    return message instanceof Joined joined
        ? SimulatedCombiner.joined(joined, block, source)
        : renumbered((Partial) message, source);
  }

  private Partial renumbered(Partial one, int source) {
    return new Partial(block, source, one.epoch(), one.round(), one.members(), one.sums());
  }
}
