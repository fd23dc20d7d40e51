package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.merge.ReplicaMessage.Delta;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * What a replica may learn in its open round, and when the round ends without regard to time. All
 * replicas that learn on one version of the model come to the same, so that runs are alike.
 */
final class RoundRule {
  private final ReplicaConfig config;
  private final RoundSize size;
  private final int index;
  private final int replicas;
  private final Alignment alignment;
  private final ReplicaView view;
  private final Follower follower;

  // Of the open round.
  private long merged;
  private long learned;
  private long alignedTime = Example.NO_TIME;
  private boolean isTurn;

  RoundRule(
      ReplicaConfig config,
      int index,
      int replicas,
      LongSupplier clock,
      ReplicaView view,
      Follower follower) {
    this.config = config;
    this.view = view;
    this.follower = follower;
    this.index = index;
    this.replicas = replicas;
    size = config.roundSize();
    alignment = new Alignment(config, replicas, clock);
  }

  /**
   * A round begins, or goes on after a restore.
   *
   * @param round its number
   * @param learnedBefore examples that this replica had learned before it
   */
  void begin(long round, long learnedBefore) {
    merged = view.mergedExamples();
    alignedTime = view.alignedTime();
    learned = learnedBefore;
    // Whoever has nothing to learn in a turn would hold the others up on a live stream.
    isTurn = !config.closesByCountOnly() || size.isTurn(index, round, merged, replicas);
  }

  /** Returns true when the open round has so few examples that coordinates are told one by one. */
  boolean isShort() {
    return size.isShort(merged, replicas);
  }

  /**
   * Returns the version that the next round is learned on. All replicas decide by the version that
   * the round before was learned on.
   */
  long wantedVersion(long round) {
    return size.isGrowing(merged, replicas) ? round : config.staleness().versionFor(round);
  }

  /**
   * Returns how many rounds the view is behind a round. Asynchronous versions count merges of all
   * replicas, so there it is how many of the replica's own rounds are not merged.
   */
  long staleness(long round) {
    return config.staleness().bounded() ? round - view.version() : view.unmergedRounds();
  }

  /** Returns true when the version is there that a round is to be learned on. */
  boolean isReady(long round) {
    return config.staleness().bounded()
        ? follower.leastVersion() >= wantedVersion(round)
        : view.unmergedRounds() < config.maxUnmergedRounds();
  }

  /**
   * Returns false while so many rounds are on their way that the open one had better grow. Only a
   * replica that holds more examples than it may comes here: others wait before they begin a round.
   */
  boolean mayClose(long round) {
    return config.staleness().bounded()
        ? round - follower.leastVersion() < config.mostUnmergedRounds()
        : view.unmergedRounds() < config.mostUnmergedRounds();
  }

  /** Returns true when the round has all the examples it should have. */
  boolean isFull(int examples) {
    return size.isFull(examples, merged, replicas, learned);
  }

  /**
   * Returns true when nothing that is held may be learned in the open round: it is the turn of
   * others, or the next example is too far ahead of what others have learned. Too many held
   * examples are learned all the same.
   */
  boolean isOver(Deque<Example> held) {
    return held.size() <= config.maxHeld() && (!isTurn || isAhead(held));
  }

  private boolean isAhead(Deque<Example> held) {
    return alignment.isAhead(held.peekFirst(), alignedTime);
  }

  /**
   * Returns what a replica tells of where it stands at the end of a round; see {@link
   * Delta#frontier}.
   */
  long frontier(OpenRound round, Deque<Example> held, boolean last) {
    if (last) {
      return Delta.NO_BACKLOG;
    }
    // What has just come in by chance, behind the end of a round, must make no difference.
    boolean endedByNext = isTurn && !isFull(round.examples()) && isAhead(held);
    return alignment.frontier(round, endedByNext ? held.peekFirst() : null);
  }
}
