package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.learner.ExampleCounter;
import io.tributary.learner.HeadStep;
import io.tributary.learner.Layers;
import io.tributary.learner.Losses;
import io.tributary.learner.Objective;
import io.tributary.learner.WindowedMetrics;
import io.tributary.model.Link;
import io.tributary.sharded.CombinerMessage.Joined;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A combiner, with its sink to the errors topic, which may say things twice. */
final class SimulatedCombiner {
  private final ShardedJob job;
  private final int index;
  private final Combiner combiner;
  private final @Nullable SimulatedDense dense;
  private final double speed;
  private final Deque<LoopMessage> sink = new ArrayDeque<>();

  SimulatedCombiner(ShardedJob job, int index, @Nullable ShardedCheckpoint restored) {
    this.job = job;
    this.index = index;
    speed = Steps.speed(job.random());
    dense = job.plan().dense() == null ? null : new SimulatedDense(job, index, restored);
    combiner =
        new Combiner(
            index,
            job.combiners(),
            job.plan().config(),
            dense != null
                ? dense.learner().step()
                : new HeadStep(
                    Layers.head(job.plan().model()), Objective.of(Losses.named("logistic"))),
            dense != null ? dense.replica() : null,
            ExampleCounter.of(Link.LOGISTIC),
            new WindowedMetrics(8),
            sink::addLast);
    if (restored != null) {
      combiner.restore(restored.combiners());
    }
  }

  Combiner combiner() {
    return combiner;
  }

  long nextTime() {
    return dense == null ? Long.MAX_VALUE : dense.nextTime();
  }

  boolean ended() {
    return dense == null || dense.replica().ended();
  }

  void offer(Steps steps, List<Channel> inputs, @Nullable ShardedCheckpoint pending) {
    if (dense != null) {
      dense.offer(steps, speed, combiner::goOn);
    }
    for (Channel channel : inputs) {
      if (channel.hasMessage()) {
        steps.add(speed * channel.speed, () -> take(channel));
      }
    }
    if (!sink.isEmpty()) {
      steps.add(speed, this::write);
    }
    if (pending != null && inputs.stream().allMatch(Channel::hasBarrier)) {
      steps.add(1, () -> snapshot(inputs, pending));
    }
  }

  private void take(Channel channel) {
    CombinerMessage message =
        ShardedCheckpoint.decode(CombinerMessageCodec.INSTANCE, channel.take());
    job.say(() -> "combiner " + index + " takes " + message);
    if (dense != null) {
      dense.start();
    }
    if (job.mutation() == ShardedMutation.OPENED_TOO_EARLY && message instanceof Joined one) {
      for (int block = 0; block < job.plan().config().layout().blocks(); block++) {
        combiner.onMessage(joined(one, block, one.source()));
      }
    } else {
      combiner.onMessage(message);
    }
    if (!job.isRescaled()) {
      int most = job.sources() * (job.plan().config().inFlight() + 1);
      assertThat(combiner.pendingBatches()).as("pending").isLessThanOrEqualTo(most);
    }
  }

  static Joined joined(Joined one, int block, int source) {
    return new Joined(
        block, source, one.sources(), one.session(), one.epoch(), one.begun(), one.generation());
  }

  private void write() {
    LoopMessage errors = sink.removeFirst();
    job.say(() -> "combiner " + index + " writes " + errors);
    job.topics().append(errors);
    if (job.random().nextInt(8) == 0) {
      sink.addLast(errors);
    }
  }

  private void snapshot(List<Channel> inputs, ShardedCheckpoint pending) {
    job.say(() -> "combiner " + index + " snapshots");
    inputs.forEach(Channel::take);
    pending.add(job.mutation().saved(combiner.snapshot(), job.plan().config().inFlight()));
    if (dense != null) {
      dense.snapshot(pending);
    }
  }
}
