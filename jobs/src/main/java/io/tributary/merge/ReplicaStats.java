package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.learner.ExampleCounter;
import io.tributary.learner.Losses;
import io.tributary.learner.WindowedMetrics;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Link;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a replica has learned, how well it predicted, and how the loop does. */
public final class ReplicaStats {
  private record SentRound(long round, long timeMillis) {}

  private final ExampleCounter counter;
  private final Deque<SentRound> sent = new ArrayDeque<>();
  private WindowedMetrics metrics;
  private long overruns;
  private long staleness;
  private long roundTripMillis = -1;

  // Of the rounds since this incarnation began.
  private long examples;
  private long active;

  /**
   * Creates the counts of a replica that has learned nothing, of a model that makes the usual loss
   * of a link small.
   */
  public ReplicaStats(Link link, WindowedMetrics metrics) {
    this(ExampleCounter.of(link), metrics);
  }

  private ReplicaStats(ExampleCounter counter, WindowedMetrics metrics) {
    this.counter = counter;
    this.metrics = metrics;
  }

  /**
   * Returns the counts of a replica that has learned nothing.
   *
   * @param loss its name, as {@link Losses#objective} takes it
   */
  public static ReplicaStats of(String loss, WindowedMetrics metrics) {
    return new ReplicaStats(ExampleCounter.of(loss), metrics);
  }

  void learned(Example example, double margin) {
    counter.add(metrics, example.label(), margin, example.weight());
  }

  /** Counts an example of a model of any form: one margin, or one for each class. */
  void learned(Example example, double[] margins) {
    counter.add(metrics, example.label(), margins, example.weight());
  }

  void roundStarted(long round, long rounds) {
    staleness = rounds;
  }

  void roundClosed(long round, long timeMillis, OpenRound closed) {
    sent.addLast(new SentRound(round, timeMillis));
    examples += closed.examples();
    active += closed.active();
  }

  /** Takes note of an update, which tells of all replicas unless it names one. */
  void merged(Update update, int replica, long timeMillis) {
    // One block stands for all: they turn together.
    boolean isOwn = update.replica() < 0 || update.replica() == replica;
    while (isOwn
        && update.block() == 0
        && !sent.isEmpty()
        && sent.getFirst().round() <= update.round()) {
      roundTripMillis = timeMillis - sent.removeFirst().timeMillis();
    }
  }

  void overrun() {
    overruns++;
  }

  /** Returns the progressive metrics: live, not a copy. */
  public WindowedMetrics metrics() {
    return metrics;
  }

  /** Returns how many rounds were begun on an older version than the staleness allows. */
  public long overruns() {
    return overruns;
  }

  /** Returns how many rounds the model was behind when the current round began. */
  public long staleness() {
    return staleness;
  }

  /** Returns the time from sending the last merged round to seeing it merged, in ms, or -1. */
  public long roundTripMillis() {
    return roundTripMillis;
  }

  /** Returns how many examples were in the rounds that were closed since it started. */
  public long examplesSinceStart() {
    return examples;
  }

  /** Returns how many coordinates each of these examples touched on average, or NaN. */
  public double activePerExample() {
    return examples == 0 ? Double.NaN : (double) active / examples;
  }

  /** What of it survives a restart. */
  record Snapshot(WindowedMetrics metrics, long overruns) {}

  Snapshot snapshot() {
    // A copy, because a checkpoint is written while the replica goes on learning.
    return new Snapshot(metrics.copy(), overruns);
  }

  /**
   * Adds what a replica of an earlier group had counted. The recent window of that replica is
   * dropped.
   */
  void takeOver(Snapshot snapshot) {
    metrics.addHistory(snapshot.metrics().total());
    overruns += snapshot.overruns();
  }

  void restore(Snapshot snapshot) {
    metrics = snapshot.metrics();
    overruns = snapshot.overruns();
  }
}
