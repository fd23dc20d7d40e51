package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.learner.ModelLearner;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.TableSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One replica of the model. It learns examples in rounds, sends what each round changed, and
 * installs what the masters merged. While the version its next round needs has not arrived, it
 * holds examples.
 *
 * <p>Not thread safe, and never blocks: each call does all that can be done now.
 */
public final class Replica {
  private final int index;
  private final int replicas;
  private final ReplicaConfig config;
  private final LongSupplier clock;
  private final ReplicaOutput out;
  private final List<TableSpec> tables;
  private final ReplicaView view;
  private final Follower follower;
  private final ReplicaLedger ledger;
  private final ReplicaStats stats;
  private final RoundTimer timer;
  private final RoundRule rule;
  private final Deque<Example> held = new ArrayDeque<>();
  private final OpenRound open = new OpenRound();
  private long round;
  private boolean learning;
  private boolean inputEnded;
  private boolean lastSent;
  private List<ReplicaSnapshot> inherited = List.of();
  private boolean awaitingOpenings;
  private boolean awaitingContent;
  private @Nullable ViewSnapshot resuming;
  private boolean started;
  private final Reopening reopening;
  private long skipped;

  /**
   * Creates a replica.
   *
   * @param session random number of this incarnation
   * @param clock now, in ms since the epoch
   */
  public Replica(
      int index,
      int replicas,
      long session,
      ReplicaConfig config,
      ModelLearner learner,
      ReplicaStats stats,
      LongSupplier clock,
      ReplicaOutput out) {
    this.index = index;
    this.replicas = replicas;
    this.config = config;
    this.clock = clock;
    this.out = out;
    this.stats = stats;
    timer = new RoundTimer(config, replicas, clock, out);
    tables = learner.tables(config.layout());
    BlockInbox[] inboxes = BlockInbox.all(tables);
    view = new ReplicaView(tables, learner, inboxes, config.isAlone(replicas));
    follower = new Follower(index, session, config, inboxes);
    rule = new RoundRule(config, index, replicas, clock, view, follower);
    ledger = new ReplicaLedger(inboxes, follower);
    reopening = new Reopening(index, inboxes.length, follower, clock, out);
  }

  /** Announces this incarnation to all masters; call once, after restoring, before all else. */
  public void start() {
    long generation = follower.nextGeneration(clock.getAsLong());
    List<List<Delta>> leftovers = ReplicaGroup.openRounds(inherited, tables);
    follower.register(replicas, generation, awaitingOpenings, leftovers, out);
    inherited = List.of();
    started = true;
    if (open.examples() > 0) {
      timer.startRound();
    }
    pump();
  }

  /** Learns an example, now or when the model it needs has arrived. */
  public void onExample(Example example) {
    held.addLast(example);
    pump();
  }

  /** Takes note of what the master of a block says. */
  public void onMessage(BlockMessage message) {
    if (message instanceof Opening opening) {
      onOpening(opening);
    } else if (message instanceof Update update) {
      // What no master can say would fill the inbox; below, it would end rounds for ever.
      boolean impossible = !awaitingOpenings && follower.isImpossible(update, round, lastSent);
      if (!impossible && follower.update(update)) {
        if (!config.staleness().bounded() && !awaitingOpenings) {
          view.installNow(update, index);
        }
        stats.merged(update, index, clock.getAsLong());
      }
    } else if (message instanceof RoundDue due && follower.canBeDue(due)) {
      timer.due(due.round());
      if (learning) {
        timer.open(round);
      }
    }
    reopening.look();
    resumeIfPossible();
    pump();
  }

  /** Takes note that there was a record in place of a message that is none. */
  public void onSkipped() {
    skipped++;
    reopening.doubt();
  }

  /** Returns how many records were passed over because they can't be read, or can't be true. */
  public long skipped() {
    return skipped + follower.impossible();
  }

  private void onOpening(Opening opening) {
    boolean opened = follower.open(opening, awaitingOpenings || awaitingContent);
    if (!opened) {
      return;
    }
    ledger.opened(opening);
    if (awaitingOpenings) {
      if (follower.allOpen()) {
        awaitingOpenings = false;
        view.begin(config.staleness().bounded());
        // Asynchronous versions count merges, and rounds are a replica's own.
        round = config.staleness().bounded() ? view.version() : 0;
      }
    } else if (!config.staleness().bounded()) {
      view.adopt(opening.block(), opening.mergedRounds()[index] + 1);
    }
  }

  /** Learns on once the masters have said what the model was that the replica was learning on. */
  private void resumeIfPossible() {
    if (!awaitingContent || !follower.allOpen()) {
      return;
    }
    awaitingContent = resuming != null && follower.leastVersion() < resuming.version();
    if (awaitingContent) {
      return;
    }
    if (resuming != null) {
      view.restore(resuming, true);
    }
    resuming = null;
    rule.begin(round, stats.metrics().total().count() - open.examples());
  }

  /** Ends rounds whose time is over. */
  public void onTimer() {
    timer.tick(open.examples());
    boolean bounded = config.staleness().bounded();
    long version = resuming != null ? resuming.version() : bounded ? round : 0;
    reopening.tick(
        replicas,
        block ->
            follower.awaits(block, version, lastSent)
                || (!bounded && view.unmergedRounds(block) > 0));
    pump();
  }

  /** Ends the open round, whatever it holds, for those who say themselves when rounds end. */
  public void endRound() {
    if (learning) {
      timer.end();
    }
    pump();
  }

  boolean isReopening() { // or about to see whether it must
    return reopening.isPending();
  }

  /** Says that no example will follow. */
  public void endInput() {
    inputEnded = true;
    pump();
  }

  /** Returns true while examples can be learned as they come: while false, better send none. */
  public boolean wantsExamples() {
    return learning && held.isEmpty() && !awaitingContent;
  }

  /** Returns true when no example will follow. */
  public boolean inputEnded() {
    return inputEnded;
  }

  /** Returns true when the input of all replicas has ended and everything is merged. */
  public boolean ended() {
    return lastSent && follower.ended() && !follower.isBroken();
  }

  /** Returns how many rounds the view is behind the round being learned. */
  public long stalenessRounds() {
    return rule.staleness(round);
  }

  /** Returns the number of examples held. */
  public int heldExamples() {
    return held.size();
  }

  /** Returns what was counted. */
  public ReplicaStats stats() {
    return stats;
  }

  /** Returns what is installed, on record. */
  public ReplicaLedger ledger() {
    return ledger;
  }

  /** Returns the rounds closed so far. */
  public long round() {
    return round;
  }

  private void pump() {
    while (!awaitingContent) {
      boolean over = learning && rule.isOver(held);
      if (learning
          && (over || timer.isOver() || rule.isFull(open.examples()))
          && rule.mayClose(round)) {
        closeRound(false);
        continue;
      }
      if (over || (!learning && !startRound())) {
        return;
      }
      if (rule.isOver(held) && rule.mayClose(round)) {
        continue; // The new round has to end at once.
      }
      Example example = held.pollFirst();
      if (example != null) {
        learn(example);
      } else if (inputEnded && !lastSent && rule.mayClose(round)) {
        closeRound(true);
      } else {
        return;
      }
    }
  }

  private boolean startRound() {
    if (lastSent && config.staleness().bounded()) { // updates must not pile up
      view.advance(follower.leastVersion());
    }
    if (lastSent || awaitingOpenings) {
      return false;
    }
    if (!rule.isReady(round)) {
      if (held.size() <= config.maxHeld()) {
        return false;
      }
      // The bound on held examples is a hard one; what gives way is the staleness, visibly.
      stats.overrun();
    }
    if (config.staleness().bounded()) {
      view.advance(Math.min(rule.wantedVersion(round), follower.leastVersion()));
    }
    beginRound();
    learning = true;
    stats.roundStarted(round, stalenessRounds());
    timer.open(round);
    return true;
  }

  private void beginRound() {
    rule.begin(round, stats.metrics().total().count());
    view.beginRound(config.staleness().bounded(), rule.isShort());
  }

  private void learn(Example example) {
    if (open.examples() == 0 && config.learnsOnFreshest()) {
      view.advance(Math.min(round, follower.leastVersion()));
      beginRound();
      stats.roundStarted(round, stalenessRounds());
    }
    view.learn(example, stats);
    open.add(example);
    if (open.examples() == 1) {
      timer.startRound();
    }
  }

  private void closeRound(boolean last) {
    stats.roundClosed(round, clock.getAsLong(), open);
    long frontier = rule.frontier(open, held, last);
    view.sendRound(changes -> open.delta(changes, index, round, last, frontier), out);
    round++;
    learning = false;
    lastSent = last;
    open.reset();
    timer.reset();
  }

  /**
   * Returns all that the replicas of a restored job need besides the blocks: usually this replica's
   * own snapshot, but before {@link #start} what it was given to take over.
   */
  public List<ReplicaSnapshot> snapshots() {
    return awaitingOpenings && !started ? inherited : List.of(snapshot());
  }

  long receivedVersion(int block) { // for those who check it
    return view.receivedVersion(block);
  }

  /** Returns true until the masters have said what the model is: nothing is learned before. */
  boolean isWaitingForModel() {
    return awaitingOpenings || awaitingContent;
  }

  ReplicaSnapshot snapshot() {
    return new ReplicaSnapshot(
        index,
        replicas,
        follower.highestGeneration(),
        round,
        learning,
        open.examples(),
        open.active(),
        open.newestEventTime(),
        open.oldestSentTime(),
        inputEnded,
        lastSent,
        awaitingOpenings,
        resuming != null ? resuming : view.snapshot(),
        held.stream().toList(),
        stats.snapshot());
  }

  /**
   * Goes on where a checkpoint was taken; call before {@link #start}. When the number of replicas
   * is another one than then, it takes over its share of what the earlier replicas held, and learns
   * once all blocks are opened.
   *
   * @param all the snapshots of all replicas of the checkpoint; every replica is given the same
   * @throws IllegalStateException when they are of a model of another size or optimizer
   */
  public void restore(List<ReplicaSnapshot> all) {
    view.requireFits(all);
    if (all.isEmpty()) {
      return;
    }
    if (ReplicaGroup.isSame(all, replicas)) {
      all.stream().filter(one -> one.index() == index).forEach(this::resume);
      return;
    }
    awaitingOpenings = true;
    inherited = ReplicaGroup.share(all, index, replicas);
    for (ReplicaSnapshot one : inherited) {
      held.addAll(one.held());
      stats.takeOver(one.stats());
    }
    all.forEach(one -> follower.restore(one.generation()));
  }

  private void resume(ReplicaSnapshot snapshot) {
    round = snapshot.round();
    learning = snapshot.learning();
    open.resume(snapshot);
    inputEnded = snapshot.inputEnded();
    lastSent = snapshot.lastSent();
    awaitingContent = true;
    if (config.staleness().bounded()) {
      resuming = snapshot.view();
    } else {
      // Each block is installed when it is opened, under what is known here.
      view.restore(snapshot.view(), false);
    }
    held.addAll(snapshot.held());
    follower.restore(snapshot.generation());
    stats.restore(snapshot.stats());
  }
}
