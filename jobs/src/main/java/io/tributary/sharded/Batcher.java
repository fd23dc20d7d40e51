package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockLayout;
import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.ShardMessage.Register;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Cuts the examples of one source into mini-batches, and sends each block its part. A batch is
 * answered when its errors are on the errors topic. While {@code inFlight + 1} batches are
 * unanswered, the batcher holds examples.
 *
 * <p>Not thread safe, and never blocks: each call does all that can be done now.
 */
public final class Batcher {
  private static final float[] ALL_ONE = {};
  private static final long NEVER = Long.MAX_VALUE;

  private final int index;
  private final int sources;
  private final long session;
  private final ShardedConfig config;
  private final LongSupplier clock;
  private final BatcherOutput out;
  private final PartBuilder[] parts;

  private final Deque<Example> held = new ArrayDeque<>();
  private final SentBatches sent = new SentBatches();
  private final BitSet endedSources = new BitSet();
  private List<Epoch> former = List.of();
  private long epoch;
  private long generation;
  private long round;
  private long answered;
  private long learned;
  private boolean inputEnded;
  private boolean lastSent;
  private boolean started;

  private long dueUpTo = -1;
  private long deadline = NEVER;
  private long wakesAt = NEVER;
  private boolean over;
  private long ignored;

  /**
   * Creates a batcher.
   *
   * @param index number of its source, 0 to {@code sources - 1}
   * @param session random number of this incarnation
   * @param clock now, in ms since the epoch
   */
  public Batcher(
      int index,
      int sources,
      long session,
      ShardedConfig config,
      LongSupplier clock,
      BatcherOutput out) {
    this.index = index;
    this.sources = sources;
    this.session = session;
    this.config = config;
    this.clock = clock;
    this.out = out;
    parts = new PartBuilder[config.layout().blocks()];
    for (int block = 0; block < parts.length; block++) {
      parts[block] = new PartBuilder(block);
    }
  }

  /**
   * Goes on where a checkpoint was taken; call before {@link #start}. When the number of sources is
   * another one than then, it takes over its share of what the earlier batchers held.
   *
   * @param all the snapshots of all batchers of the checkpoint; every batcher is given the same
   */
  public void restore(List<BatcherSnapshot> all) {
    if (all.isEmpty()) {
      return;
    }
    for (BatcherSnapshot one : all) {
      generation = Math.max(generation, one.generation());
    }
    if (BatcherGroup.isSame(all, sources)) {
      all.stream().filter(one -> one.index() == index).forEach(this::resume);
      return;
    }
    former = BatcherGroup.former(all);
    epoch = all.get(0).epoch() + 1;
    long total = 0;
    for (BatcherSnapshot one : all) {
      total += one.learned();
      if (one.index() % sources == index) {
        held.addAll(one.held());
      }
    }
    learned = total / sources;
  }

  private void resume(BatcherSnapshot snapshot) {
    epoch = snapshot.epoch();
    round = snapshot.round();
    answered = snapshot.answered();
    learned = snapshot.learned();
    inputEnded = snapshot.inputEnded();
    lastSent = snapshot.lastSent();
    former = snapshot.former();
    held.addAll(snapshot.held());
  }

  /** Announces this incarnation to all shards; call once, after restoring, before all else. */
  public void start() {
    started = true;
    generation = Incarnations.next(clock.getAsLong(), generation, session);
    for (int block = 0; block < parts.length; block++) {
      out.toShard(new Register(block, index, sources, session, generation, epoch, former));
    }
    if (!held.isEmpty()) {
      startTimer();
    }
    pump();
  }

  /** Takes an example, to be sent now or later. */
  public void onExample(Example example) {
    held.addLast(example);
    if (held.size() == 1) {
      startTimer();
    }
    pump();
  }

  /** Takes note of what is on the errors topic. */
  public void onErrors(Errors.Header errors) {
    if (errors.last() && errors.epoch() == epoch && errors.source() < sources) {
      endedSources.set(errors.source());
    }
    if (errors.source() == index) {
      if (errors.session() != session) {
        ignored++;
      } else if (errors.epoch() == epoch && errors.round() >= answered && errors.round() < round) {
        answered = errors.round() + 1;
        sent.answered(errors.round(), clock.getAsLong());
        former = List.of(); // All shards are in this epoch, or there would be no sums of it.
        pump();
      }
    } else if (isDue(errors)) {
      dueUpTo = errors.round();
      pump();
    }
  }

  // Nobody can be further ahead: that takes a batch that this source has not sent.
  private boolean isDue(Errors.Header errors) {
    return !config.closesByCountOnly()
        && errors.epoch() == epoch
        && errors.source() < sources
        && errors.round() > dueUpTo
        && errors.round() <= round + config.inFlight();
  }

  /** Sends what has waited long enough. */
  public void onTimer() {
    long now = clock.getAsLong();
    if (now >= wakesAt) {
      wakesAt = NEVER;
    }
    over |= now >= deadline;
    if (!over && deadline < wakesAt) {
      wake();
    }
    pump();
  }

  /** Says that no example will follow. */
  public void endInput() {
    inputEnded = true;
    pump();
  }

  private void pump() {
    while (started && !lastSent && round - answered <= config.inFlight()) {
      int full = config.batchSize().full(learned);
      if (held.size() >= full) {
        close(full, false);
      } else if (inputEnded) {
        close(held.size(), true);
      } else if (over || round <= dueUpTo) {
        close(held.size(), false);
      } else {
        return;
      }
    }
  }

  private void startTimer() {
    if (!config.closesByCountOnly()) {
      deadline = clock.getAsLong() + config.maxDelayMillis();
      if (deadline < wakesAt) {
        wake();
      }
    }
  }

  /** One wake-up for many batches: most are full long before their time is over. */
  private void wake() {
    wakesAt = deadline;
    out.wakeAt(deadline);
  }

  private void close(int examples, boolean last) {
    float[] labels = new float[examples];
    float[] weights = new float[examples];
    boolean allOne = true;
    long newestEventTime = Example.NO_TIME;
    long oldestSentTime = Example.NO_TIME;
    for (int i = 0; i < examples; i++) {
      Example example = held.removeFirst();
      labels[i] = example.label();
      weights[i] = example.weight();
      allOne &= example.weight() == 1;
      newestEventTime = Math.max(newestEventTime, example.eventTime());
      oldestSentTime = earlier(oldestSentTime, example.sentTime());
      deal(i, example.features());
    }
    for (PartBuilder part : parts) {
      out.toShard(part.build(index, epoch, round, last, examples));
    }
    out.toCombiner(
        new Labels(
            index,
            epoch,
            round,
            last,
            labels,
            allOne ? ALL_ONE : weights,
            newestEventTime,
            oldestSentTime));
    sent.sent(round, examples, clock.getAsLong());
    round++;
    learned += examples;
    lastSent = last;
    over = false;
    deadline = NEVER;
    if (!held.isEmpty()) {
      startTimer();
    }
  }

  /** Returns the earlier of two times that may both be unknown. */
  static long earlier(long one, long other) {
    if (one == Example.NO_TIME || other == Example.NO_TIME) {
      return Math.max(one, other);
    }
    return Math.min(one, other);
  }

  private void deal(int example, FeatureVector features) {
    BlockLayout layout = config.layout();
    int[] indices = features.indices();
    float[] values = features.values();
    int size = features.size();
    boolean tells = features.hasFields();
    boolean keyed = features.hasKeys();
    for (int i = 0; i < size; i++) {
      int coordinate = indices[i];
      int field = tells ? features.fields()[i] : -1;
      if (keyed) {
        parts[layout.blockOf(coordinate)].addKey(
            example, size, features.keys()[i], values[i], field);
        continue;
      }
      parts[layout.blockOf(coordinate)].add(
          example, size, layout.offsetOf(coordinate), values[i], field);
    }
  }

  /** Returns true while examples are welcome: while false, better send none. */
  public boolean wantsExamples() {
    return held.size() < config.batchSize().full(learned);
  }

  /** Returns true when no example will follow. */
  public boolean inputEnded() {
    return inputEnded;
  }

  /** Returns true when the last batch is answered. */
  public boolean ended() {
    return lastSent && answered == round;
  }

  /**
   * Returns true when the last batches of all sources are answered. After a restart they are
   * answered again.
   */
  public boolean allEnded() {
    return ended() && endedSources.cardinality() == sources;
  }

  /** Returns the number of examples that are not sent yet. */
  public int heldExamples() {
    return held.size();
  }

  /**
   * Returns the number of examples of batches that this incarnation sent and that lack an answer.
   */
  public int sentExamples() {
    return sent.examples();
  }

  /** Returns the time from sending the last answered batch to its answer, in ms, or -1. */
  public long roundTripMillis() {
    return sent.roundTripMillis();
  }

  /** Returns how many batches have no answer yet, at most {@code inFlight + 1}. */
  public int unanswered() {
    return (int) (round - answered);
  }

  /** Returns how many batches it has sent in this epoch. */
  public long round() {
    return round;
  }

  /** Returns how many errors of its source were passed over, because of an unknown session. */
  public long ignored() {
    return ignored;
  }

  /** Returns all that this batcher needs when it is restored. */
  public BatcherSnapshot snapshot() {
    return new BatcherSnapshot(
        index,
        sources,
        epoch,
        generation,
        round,
        answered,
        learned,
        inputEnded,
        lastSent,
        former,
        List.copyOf(held));
  }
}
