package io.tributary.merge;

import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.SparseValues;
import io.tributary.model.UpdatePrints;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Follows the masters of one incarnation: decides which messages count, and keeps those that do for
 * the view.
 */
final class Follower {
  private static final long CLOSED = -1;

  private final int index;
  private final long session;
  private final ReplicaConfig config;
  private final BlockInbox[] inboxes;
  private final long[] generations;
  private final boolean[] blockEnded;
  private final long[] rivals;

  /** The last version that each block's master has told of, without a gap, in its generation. */
  private final long[] told;

  private final UpdatePrints[] prints;

  /** The blocks that lack an update, and those that have taken one that is not the master's. */
  private final BitSet lacking = new BitSet();

  private final BitSet forged = new BitSet();
  private long highestGeneration;
  private boolean outranked;
  private long impossible;

  Follower(int index, long session, ReplicaConfig config, BlockInbox[] inboxes) {
    this.index = index;
    this.session = session;
    this.config = config;
    this.inboxes = inboxes;
    generations = new long[inboxes.length];
    Arrays.fill(generations, CLOSED);
    blockEnded = new boolean[inboxes.length];
    rivals = new long[inboxes.length];
    Arrays.fill(rivals, CLOSED);
    told = new long[inboxes.length];
    prints = new UpdatePrints[inboxes.length];
    Arrays.setAll(prints, block -> new UpdatePrints());
  }

  long session() {
    return session;
  }

  long highestGeneration() {
    return highestGeneration;
  }

  /** Returns a generation above all seen so far. */
  long nextGeneration(long timeMillis) {
    return Generations.next(timeMillis, highestGeneration, session);
  }

  /** Takes over the highest generation that a checkpoint knows. */
  void restore(long generation) {
    highestGeneration = Math.max(highestGeneration, generation);
  }

  /**
   * Takes an opening; true when it is complete and of this incarnation.
   *
   * @param whole whether its content is needed, whatever is here
   */
  boolean open(Opening opening, boolean whole) {
    if (index >= opening.sessions().length || opening.sessions()[index] != session) {
      noteRival(opening);
      return false;
    }
    if (opening.generation() <= generations[opening.block()]) {
      return false;
    }
    BlockInbox inbox = inboxes[opening.block()];
    boolean resumes = !whole && !forged.get(opening.block()) && resumes(inbox, opening);
    if (!inbox.stage(resumes ? withoutValues(opening) : opening)) {
      return false;
    }
    generations[opening.block()] = opening.generation();
    highestGeneration = Math.max(highestGeneration, opening.generation());
    told[opening.block()] = opening.version();
    lacking.clear(opening.block());
    forged.clear(opening.block());
    if (resumes) {
      inbox.dropStaged();
    } else {
      inbox.adoptStaged();
      prints[opening.block()].forget();
    }
    outranked = anyOutranked();
    // An inbox that resumes may still lack updates; the last of them says that it is the last. It
    // may also have had that one already.
    boolean complete = opening.ended() && inbox.version() == opening.version();
    blockEnded[opening.block()] = complete || (resumes && blockEnded[opening.block()]);
    return true;
  }

  /**
   * Returns true when a block must be opened again, with a higher generation. An incarnation can be
   * outranked by one that failed, or that has not noticed yet that it has, because generations come
   * from clocks and those of two hosts differ. Mirrors then follow the wrong one.
   */
  boolean isOutranked(int block) {
    return isOpen(block) && rivals[block] >= generations[block];
  }

  /**
   * Announces the replica to all masters.
   *
   * @param leftovers for each block, what the replica takes over of earlier ones
   */
  void register(
      int replicas,
      long generation,
      boolean rescaled,
      List<List<Delta>> leftovers,
      ReplicaOutput out) {
    for (int block = 0; block < leftovers.size(); block++) {
      List<Delta> left = leftovers.get(block);
      out.send(new Registered(block, index, replicas, session, generation, rescaled, left));
    }
  }

  /** Asks for a block to be opened again. */
  void raise(int block, long timeMillis, int replicas, ReplicaOutput out) {
    out.send(new Registered(block, index, replicas, session, nextGeneration(timeMillis)));
  }

  /** Returns true when some block is outranked. */
  boolean isOutranked() {
    return outranked;
  }

  /**
   * Returns true when what is known of some block is not what its master has said: it must be
   * opened again.
   */
  boolean isBroken() {
    return !lacking.isEmpty() || !forged.isEmpty();
  }

  /** Returns true when what is known of a block is not what its master has said. */
  boolean isBroken(int block) {
    return lacking.get(block) || forged.get(block);
  }

  /** Returns true when all that was taken of a block is, as far as is known, its master's. */
  boolean isSound(int block) {
    return isOpen(block) && !forged.get(block);
  }

  /** Returns the generation that is followed of a block, negative when it is not opened. */
  long generation(int block) {
    return generations[block];
  }

  /** Returns the version that the master of a block has told of last. */
  long toldVersion(int block) {
    return told[block];
  }

  /** Returns true when a block is not opened, or its master has yet to repeat what is known. */
  private boolean isBehind(int block) {
    return !isOpen(block) || inboxes[block].isStaging() || told[block] < inboxes[block].version();
  }

  private void noteRival(BlockMessage message) {
    int block = message.block();
    rivals[block] = Math.max(rivals[block], message.generation());
    highestGeneration = Math.max(highestGeneration, message.generation());
    outranked |= isOutranked(block);
  }

  private boolean anyOutranked() {
    for (int block = 0; block < rivals.length; block++) {
      if (isOutranked(block)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOpen(int block) {
    return generations[block] != CLOSED;
  }

  /** Returns true once all blocks are opened. */
  boolean allOpen() {
    for (int block = 0; block < generations.length; block++) {
      if (!isOpen(block)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns true when the master's updates lead on from what is here. Otherwise the opening's
   * content is taken: when asynchronous, and when overruns let replicas get so far ahead of the
   * merged model that the master no longer has all updates that are missing.
   */
  private boolean resumes(BlockInbox inbox, Opening opening) {
    return config.staleness().bounded() && inbox.version() >= opening.version();
  }

  private static Opening withoutValues(Opening part) {
    return new Opening(
        part.block(),
        part.generation(),
        part.version(),
        part.part(),
        part.parts(),
        part.sessions(),
        part.mergedRounds(),
        part.ended(),
        part.progress(),
        SparseValues.EMPTY,
        part.shape(),
        part.digests());
  }

  boolean follows(BlockMessage message) {
    return generations[message.block()] == message.generation();
  }

  /** Takes an update; true when it is new and of this incarnation. */
  boolean update(Update update) {
    int block = update.block();
    if (!follows(update)) {
      if (update.generation() > generations[block]) {
        // Its opening was missed, or there is none: mirrors wait for one, and can be given ours.
        noteRival(update);
      }
      return false;
    }
    BlockInbox inbox = inboxes[block];
    if (update.version() > told[block] + 1) {
      lacking.set(block);
      return false;
    }
    if (prints[block].contradict(update)) {
      forged.set(block);
      return false;
    }
    if (update.version() <= told[block]) {
      return false;
    }
    told[block] = update.version();
    if (update.version() <= inbox.version()) {
      blockEnded[block] |= update.ended() && update.version() == inbox.version();
      return false;
    }
    prints[block].remember(update);
    inbox.append(update);
    blockEnded[block] = update.ended();
    return true;
  }

  /** Returns true when a round is said to be due that some replica can have finished. */
  boolean canBeDue(RoundDue due) {
    if (!follows(due)) {
      return false;
    }
    boolean possible =
        config.staleness().bounded()
            && due.round() < inboxes[due.block()].version() + config.mostUnmergedRounds();
    impossible += possible ? 0 : 1;
    return possible;
  }

  /** Returns how many messages of this incarnation could not be. */
  long impossible() {
    return impossible;
  }

  /**
   * Returns true when an update of this incarnation can't be: no master can have merged it yet.
   * Mirrors can't tell, so that they are given an opening.
   *
   * @param round the rounds that this replica has sent
   * @param last whether it has sent its last one, so that the others go on without it
   */
  boolean isImpossible(Update update, long round, boolean last) {
    if (!follows(update)) {
      return false;
    }
    boolean bounded = config.staleness().bounded();
    boolean possible =
        update.replica() == index
            ? update.round() < round
            : !bounded || last || update.version() <= round;
    if (possible && bounded == (update.replica() < 0)) {
      return false;
    }
    lacking.set(update.block());
    impossible++;
    return true;
  }

  /**
   * Returns true while the master of a block has something to say.
   *
   * @param version that it will reach with what this replica has sent
   * @param last whether that was its last round
   */
  boolean awaits(int block, long version, boolean last) {
    return isBehind(block) || told[block] < version || (last && !blockEnded[block]);
  }

  /** Returns the version that all blocks have reached. */
  long leastVersion() {
    long least = Long.MAX_VALUE;
    for (BlockInbox inbox : inboxes) {
      least = Math.min(least, inbox.version());
    }
    return least;
  }

  boolean ended() {
    for (boolean ended : blockEnded) {
      if (!ended) {
        return false;
      }
    }
    return true;
  }
}
