package io.tributary.sharded;

import io.tributary.learner.ExampleCounter;
import io.tributary.learner.Head;
import io.tributary.learner.HeadStep;
import io.tributary.learner.Objective;
import io.tributary.learner.WindowedMetrics;
import io.tributary.sharded.CombinerMessage.Joined;
import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.CombinerMessage.Outranked;
import io.tributary.sharded.CombinerMessage.Partial;
import io.tributary.sharded.LoopMessage.Announced;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what all shards say of a mini-batch, predicts its examples, counts how well, and tells
 * the errors. It does so for the sources whose number modulo the number of combiners is its own.
 *
 * <p>Not thread safe, and never blocks: each call does all that can be done now.
 */
public final class Combiner {
  private record SourceId(long epoch, int source) implements Comparable<SourceId> {
    @Override
    public int compareTo(SourceId other) {
      int byEpoch = Long.compare(epoch, other.epoch);
      return byEpoch != 0 ? byEpoch : Integer.compare(source, other.source);
    }
  }

  /** Which shards know the session of a source of this incarnation. */
  private static final class Session {
    private final long session;
    private final BitSet blocks = new BitSet();

    Session(long session) {
      this.session = session;
    }
  }

  private final int index;
  private final int combiners;
  private final ShardedConfig config;
  private final Predictor predictor;
  private final @Nullable DenseReplica dense;
  private final Consumer<LoopMessage> out;
  private final Map<SourceId, SourceAnswers> sources = new TreeMap<>();
  private final Map<Integer, Session> sessions = new TreeMap<>();
  private WindowedMetrics metrics;
  private long epoch = ShardState.NO_EPOCH;
  private int sourcesOfEpoch;
  private long begunByAll = Long.MAX_VALUE;
  private long proposed;
  private long announced = -1;

  /**
   * Creates a combiner.
   *
   * @param index number of the combiner, 0 to {@code combiners - 1}
   * @param metrics counts predictions from now on
   * @param counter counts what was predicted
   * @param out writes to the errors topic, in order
   */
  public Combiner(
      int index,
      int combiners,
      ShardedConfig config,
      Head head,
      Objective objective,
      ExampleCounter counter,
      WindowedMetrics metrics,
      Consumer<LoopMessage> out) {
    this(index, combiners, config, new HeadStep(head, objective), null, counter, metrics, out);
  }

  /**
   * Creates a combiner that also learns the dense table. Whenever something was said to the
   * replica, the combiner may {@link #goOn}.
   */
  public Combiner(
      int index,
      int combiners,
      ShardedConfig config,
      HeadStep step,
      @Nullable DenseReplica dense,
      ExampleCounter counter,
      WindowedMetrics metrics,
      Consumer<LoopMessage> out) {
    this.index = index;
    this.combiners = combiners;
    this.config = config;
    this.metrics = metrics;
    this.out = out;
    this.dense = dense;
    predictor = new Predictor(step, dense, counter);
  }

  /**
   * Goes on where a checkpoint was taken; call before all else. With another number of combiners it
   * takes over its share.
   *
   * @param all the snapshots of all combiners of the checkpoint; every combiner is given the same
   */
  public void restore(List<CombinerSnapshot> all) {
    for (CombinerSnapshot one : all) {
      if (one.combiners() == combiners && one.index() == index) {
        metrics = one.metrics();
      } else if (one.combiners() != combiners && one.index() % combiners == index) {
        metrics.addHistory(one.metrics().total());
      }
      for (CombinerSnapshot.Source source : one.sources()) {
        if (isOwn(source.source())) {
          answers(new SourceId(source.epoch(), source.source())).restore(source);
        }
      }
    }
  }

  private boolean isOwn(int source) {
    return source % combiners == index;
  }

  private SourceAnswers answers(SourceId id) {
    return sources.computeIfAbsent(id, any -> new SourceAnswers(config.layout().blocks()));
  }

  /** Takes a message of a batcher or a shard. */
  public void onMessage(CombinerMessage message) {
    if (message instanceof Joined joined) {
      onJoined(joined);
      if (dense != null) {
        goOn();
      }
    } else if (message instanceof Outranked outranked) {
      onOutranked(outranked.generation());
    } else if (message instanceof Labels labels) {
      take(new SourceId(labels.epoch(), labels.source()), labels.round(), labels);
    } else if (message instanceof Partial partial) {
      take(new SourceId(partial.epoch(), partial.source()), partial.round(), partial);
    }
  }

  private void take(SourceId id, long round, CombinerMessage message) {
    if (!isOwn(id.source)) {
      throw new IllegalStateException(
          "message is for another combiner: combiner=" + index + "/" + combiners + " " + message);
    }
    SourceAnswers source = answers(id);
    source.add(round, message);
    answer(id, source);
  }

  /** Answers the batches that have waited for the dense table. */
  public void goOn() {
    for (SourceId id : List.copyOf(sources.keySet())) {
      SourceAnswers source = sources.get(id);
      if (source != null) { // It may be gone meanwhile: all shards have come to a later epoch.
        answer(id, source);
      }
    }
  }

  private void answer(SourceId id, SourceAnswers source) {
    while (source.isReady() && mayLearn()) {
      Errors errors = source.answer(predictor, metrics, config.answersKept());
      if (dense != null && id.epoch == epoch) {
        dense.batchEnded(errors.header().round());
      }
      // All shards have come to this epoch, so they have applied all before it.
      sources.keySet().removeIf(other -> other.epoch < id.epoch);
      Session session = open(id);
      if (session != null) {
        out.accept(errors.withSession(session.session));
      }
    }
    endIfOver();
  }

  /** Before the epoch is known, nobody can tell which batches end rounds of the dense table. */
  private boolean mayLearn() {
    return dense == null || (epoch != ShardState.NO_EPOCH && dense.isReady());
  }

  /** Ends the input of the dense table when no source of its own will send another batch. */
  private void endIfOver() {
    if (dense == null || epoch == ShardState.NO_EPOCH) {
      return;
    }
    for (int source = index; source < sourcesOfEpoch; source += combiners) {
      SourceAnswers own = sources.get(new SourceId(epoch, source));
      if (own == null || !own.hasEnded()) {
        return;
      }
    }
    boolean waits = sources.values().stream().anyMatch(source -> source.pendingBatches() > 0);
    if (!waits) {
      dense.endInput();
    }
  }

  private void onJoined(Joined joined) {
    epoch = joined.epoch();
    sourcesOfEpoch = joined.sources();
    if (dense != null && sourcesOfEpoch != combiners) {
      throw new IllegalStateException(
          "combiners of a dense table have one source each: combiners="
              + combiners
              + " sources="
              + sourcesOfEpoch);
    }
    Session session =
        sessions.computeIfAbsent(joined.source(), any -> new Session(joined.session()));
    if (session.session != joined.session()) {
      throw new IllegalStateException("source has two sessions: " + joined);
    }
    session.blocks.set(joined.block());
    begunByAll = Math.min(begunByAll, joined.begun());
    proposed = Math.max(proposed, joined.generation());
    if (session.blocks.cardinality() < config.layout().blocks()) {
      return;
    }
    sources.keySet().removeIf(id -> id.epoch < begunByAll);
    sources.forEach(
        (id, source) -> {
          if (sessionOf(id) == joined.source()) {
            source.answers().forEach(errors -> out.accept(errors.withSession(session.session)));
          }
        });
    boolean allOpen =
        sessions.size() == joined.sources()
            && sessions.values().stream()
                .allMatch(one -> one.blocks.cardinality() == config.layout().blocks());
    if (isOwn(0) && allOpen) {
      announce(proposed);
    }
  }

  private void onOutranked(long generation) {
    Session first = sessions.get(0);
    if (first != null && generation >= announced) { // Other shards may have said so, too.
      announce(Incarnations.above(generation, first.session));
    }
  }

  private void announce(long generation) {
    Session first = sessions.get(0);
    if (first != null && generation > announced) {
      announced = generation;
      out.accept(new Announced(first.session, generation));
    }
  }

  /** Former sources are gone; the first of the new ones speaks for them. */
  private int sessionOf(SourceId id) {
    return id.epoch == epoch ? id.source : 0;
  }

  /** Returns the session of a source once all shards know it, or null. */
  private @Nullable Session open(SourceId id) {
    Session session = sessions.get(sessionOf(id));
    boolean known = session != null && session.blocks.cardinality() == config.layout().blocks();
    return known ? session : null;
  }

  /** Returns the progressive metrics: live, not a copy. */
  public WindowedMetrics metrics() {
    return metrics;
  }

  /** Returns the number of batches that wait for labels or sums. */
  public int pendingBatches() {
    int sum = 0;
    for (SourceAnswers source : sources.values()) {
      sum += source.pendingBatches();
    }
    return sum;
  }

  /** Returns all that this combiner needs when it is restored. */
  public CombinerSnapshot snapshot() {
    List<CombinerSnapshot.Source> all = new ArrayList<>();
    sources.forEach((id, source) -> all.add(source.snapshot(id.epoch, id.source)));
    return new CombinerSnapshot(index, combiners, metrics.copy(), all);
  }
}
