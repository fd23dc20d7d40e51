package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.merge.BlockMasterState;
import io.tributary.model.BlockLayout;
import io.tributary.serving.MemoryMirror;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a plan to its end under a random schedule, with crashes, and checks what it came to. */
final class ShardedSimulation {
  private static final int MOST_STEPS = 2_000_000;
  private static final int LINES = 3_000;

  /**
   * What a run came to.
   *
   * @param digests the digest of each block's updates
   */
  record Result(float[] lanes, long[] digests, String metrics) {}

  private final ShardedPlan plan;
  private final Random random;
  private final ShardedMutation mutation;
  private final boolean rescales;
  private final boolean traced;
  private final ShardedTopics topics = new ShardedTopics();
  private final Deque<String> lines = new ArrayDeque<>();
  private long clock = ShardedPlan.START;
  private long epoch;
  private int crashes;
  private int noise;
  private @Nullable ShardedCheckpoint last;
  private ShardedJob job;
  private @Nullable ShardedJob zombie;
  private int zombieSteps;
  private int lastSources;

  ShardedSimulation(
      ShardedPlan plan,
      long scheduleSeed,
      int crashes,
      boolean rescales,
      ShardedMutation mutation,
      boolean traced) {
    this.plan = plan;
    random = new Random(scheduleSeed);
    this.crashes = crashes;
    noise = crashes;
    this.rescales = rescales;
    this.mutation = mutation;
    this.traced = traced;
    lastSources = plan.inputs().size();
    job = new ShardedJob(this, lastSources, combiners(), false, null, null);
  }

  /** Draws a number of combiners. Those of a dense table have one source each. */
  private int combiners() {
    int drawn = 1 + random.nextInt(3);
    return plan.dense() == null ? drawn : lastSources;
  }

  ShardedPlan plan() {
    return plan;
  }

  Random random() {
    return random;
  }

  ShardedMutation mutation() {
    return mutation;
  }

  ShardedTopics topics() {
    return topics;
  }

  long now() {
    return clock;
  }

  long epoch() {
    return epoch;
  }

  void say(Supplier<String> line) {
    if (traced) {
      lines.addLast("t=" + (clock - ShardedPlan.START) + " " + line.get());
      if (lines.size() > LINES) {
        lines.removeFirst();
      }
    }
  }

  Result run() {
    try {
      return runToEnd();
    } catch (AssertionError | RuntimeException e) {
      if (traced) {
        throw new AssertionError(e + "\n" + String.join("\n", lines), e);
      }
      throw e;
    }
  }

  private Result runToEnd() {
    Steps steps = new Steps();
    for (int step = 0; step < MOST_STEPS; step++) {
      steps.clear();
      job.offer(steps);
      boolean quiet = steps.isEmpty();
      if (quiet && job.nextTime() == Long.MAX_VALUE && job.ended()) {
        return result();
      }
      offerFaults(steps);
      if (quiet || random.nextInt(50) == 0) {
        passTime(quiet);
        continue;
      }
      steps.pick(random).run();
      ShardedCheckpoint complete = job.takeCheckpoint();
      if (complete != null) {
        say(() -> "CHECKPOINT complete");
        last = complete;
      }
    }
    throw new AssertionError("does not end: steps=" + MOST_STEPS);
  }

  private void passTime(boolean quiet) {
    long next = job.nextTime();
    if (quiet && next == Long.MAX_VALUE && !job.hasPendingCheckpoint()) {
      throw new AssertionError("does not end: nothing can happen");
    }
    clock = quiet && next != Long.MAX_VALUE ? Math.max(clock + 1, next) : clock + 1;
  }

  private void offerFaults(Steps steps) {
    if (!job.hasPendingCheckpoint() && crashes > 0) {
      steps.add(.05, job::beginCheckpoint);
    }
    if (crashes > 0) {
      steps.add(.01, this::crash);
    }
    if (noise > 0 && !topics.sources().isEmpty()) {
      steps.add(.01, this::forge);
    }
    ShardedJob old = zombie;
    if (old != null && zombieSteps > 0) {
      Steps its = new Steps();
      old.offer(its);
      if (!its.isEmpty()) {
        Runnable step = its.pick(random);
        steps.add(
            2,
            () -> {
              zombieSteps--;
              say(() -> "ZOMBIE");
              step.run();
            });
      }
    }
  }

  private void crash() {
    crashes--;
    clock++;
    job.fail();
    ShardedJob failed = job;
    boolean another = rescales && last != null && random.nextBoolean();
    if (another) {
      lastSources = 1 + random.nextInt(4);
    } else if (last == null) {
      lastSources = plan.inputs().size();
    }
    if (last != null) {
      var batchers = last.batchers();
      lastSources = another ? lastSources : batchers.size();
      boolean same = BatcherGroup.isSame(batchers, lastSources);
      epoch = batchers.get(0).epoch() + (same ? 0 : 1);
    }
    say(() -> "CRASH sources=" + lastSources + " restored=" + (last != null));
    job =
        new ShardedJob(
            this,
            lastSources,
            another || plan.dense() != null ? combiners() : failed.combiners(),
            failed.isRescaled() || another,
            last,
            failed);
    if (failed.combiners() != job.combiners() && last == null) {
      throw new IllegalStateException("combiners change at a restore only");
    }
    zombie = failed;
    zombieSteps = random.nextInt(60);
  }

  /** Somebody who knows no session writes errors. */
  private void forge() {
    noise--;
    var sources = topics.sources();
    var written = topics.errors(sources.get(random.nextInt(sources.size())));
    if (written.isEmpty()) {
      return;
    }
    LoopMessage message =
        ShardedCheckpoint.decode(
            LoopMessageCodec.INSTANCE, written.get(random.nextInt(written.size())));
    if (message instanceof Errors errors) {
      topics.append(forged(errors));
    } else if (message instanceof LoopMessage.Announced announced) {
      topics.append(
          new LoopMessage.Announced(
              random.nextLong(), announced.generation() + random.nextInt(1 << 22)));
    }
  }

  private Errors forged(Errors one) {
    float[] slopes = one.slopes().clone();
    Arrays.fill(slopes, 100);
    Errors.Header header = one.header();
    return new Errors(
        new Errors.Header(
            header.epoch(),
            header.source(),
            header.round() + random.nextInt(3),
            random.nextLong(),
            header.last()),
        one.examples(),
        slopes,
        one.dampings(),
        one.newestEventTime(),
        one.oldestSentTime());
  }

  private Result result() {
    BlockLayout layout = plan.config().layout();
    List<float[]> lanes = new ArrayList<>();
    long[] digests = new long[layout.blocks()];
    MemoryMirror mirror = new MemoryMirror(plan.model(), () -> Instant.ofEpochMilli(clock));
    for (int block = 0; block < layout.blocks(); block++) {
      float[] own = job.lanes(block);
      lanes.add(own);
      ShardState state = job.shard(block).state();
      digests[block] = state.digests.at(state.version());
      assertThat(state.examples()).as("examples of block %d", block).isEqualTo(plan.examples());
      assertThat(state.keptParts()).as("parts left over").isZero();
      assertThat(job.shard(block).heldErrors()).as("errors left over").isZero();
      topics.updates(block).forEach(mirror::apply);
      if (plan.exact() == null) {
        checkServed(mirror, block, own);
      } else {
        checkKeysServed(mirror, block, own);
      }
    }
    for (int block : plan.denseBlocks()) {
      BlockMasterState state = job.master(block).master().state();
      topics.updates(block).forEach(mirror::apply);
      assertThat(state.progress().examples()).as("examples merged").isEqualTo(plan.examples());
      lanes.add(state.weights(plan.model().tableOf(block)));
      assertThat(mirror.weights(block))
          .as("weights served of dense block %d", block)
          .isEqualTo(lanes.get(lanes.size() - 1));
    }
    assertThat(job.metrics().count()).as("examples predicted").isEqualTo(plan.examples());
    return new Result(ShardedPlan.join(lanes), digests, job.metrics().toString());
  }

  private void checkKeysServed(MemoryMirror mirror, int block, float[] own) {
    int width = plan.layer().width();
    Map<Long, Float> weights = new TreeMap<>();
    for (int at = 0; at < own.length; at += width + 1) {
      weights.put((long) own[at], plan.model().optimizer().weight(own, at + 1));
    }
    Map<Long, Float> served = new TreeMap<>();
    mirror.rows(block).forEach((key, row) -> served.put(ShardedPlan.number(key), row[0]));
    assertThat(mirror.skipped()).as("records that can't be used").isZero();
    assertThat(served).as("features served of block %d", block).isEqualTo(weights);
    assertThat(mirror.examples(block)).as("examples served").isEqualTo(plan.examples());
  }

  private void checkServed(MemoryMirror mirror, int block, float[] own) {
    float[] weights;
    if (plan.dense() != null) {
      weights = new float[plan.model().sparse().blockWeights()];
      plan.model().sparse().copyWeights(own, weights);
    } else {
      weights = new float[plan.config().layout().blockSize()];
      for (int row = 0; row < weights.length; row++) {
        weights[row] = plan.model().optimizer().weight(own, row * plan.layer().width());
      }
    }
    assertThat(mirror.skipped()).as("records that can't be used").isZero();
    assertThat(mirror.weights(block)).as("weights served of block %d", block).isEqualTo(weights);
    assertThat(mirror.examples(block)).as("examples served").isEqualTo(plan.examples());
  }
}
