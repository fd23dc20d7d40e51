package io.tributary.merge;

import io.tributary.merge.ReplicaMessage.Joined;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.SparseValues;
import java.util.Arrays;

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
  private long highestGeneration;
  private boolean hasCopies;

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

  void restore(long generation) {
    highestGeneration = Math.max(highestGeneration, generation);
  }

  /**
   * Says that the inboxes have blocks of a checkpoint of an earlier version of this code, whose
   * masters open them with their newest content, and repeat the updates that lead there.
   */
  void restoredCopies() {
    hasCopies = true;
  }

  /**
   * Takes an opening; true when it is complete and of this incarnation.
   *
   * @param whole whether its content is needed, whatever is here
   */
  boolean open(Opening opening, boolean whole) {
    if (index >= opening.sessions().length || opening.sessions()[index] != session) {
      rivals[opening.block()] = Math.max(rivals[opening.block()], opening.generation());
      highestGeneration = Math.max(highestGeneration, opening.generation());
      return false;
    }
    BlockInbox inbox = inboxes[opening.block()];
    boolean resumes = !whole && resumes(inbox, opening);
    if (!inbox.stage(resumes ? withoutValues(opening) : opening)) {
      return false;
    }
    generations[opening.block()] = opening.generation();
    highestGeneration = Math.max(highestGeneration, opening.generation());
    if (resumes) {
      inbox.dropStaged();
    } else {
      inbox.adoptStaged();
    }
    // An inbox that resumes may still lack updates; the last of them says that it is the last. It
    // may also have had that one already.
    boolean complete = opening.ended() && inbox.version() == opening.version();
    blockEnded[opening.block()] = complete || (resumes && blockEnded[opening.block()]);
    hasCopies &= !allOpen();
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

  /** Asks for all blocks that must be opened again. */
  void raise(long timeMillis, int replicas, ReplicaOutput out) {
    for (int block = 0; block < inboxes.length; block++) {
      if (isOutranked(block)) {
        out.send(new Joined(block, index, replicas, session, nextGeneration(timeMillis)));
      }
    }
  }

  /** Returns true when some block must be opened again. */
  boolean isOutranked() {
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
    Staleness staleness = config.staleness();
    long repeated = hasCopies ? staleness.updatesKept() : 0;
    return staleness.bounded() && inbox.version() >= opening.version() - repeated;
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
        SparseValues.EMPTY);
  }

  boolean follows(BlockMessage message) {
    return generations[message.block()] == message.generation();
  }

  /** Takes an update; true when it is new and of this incarnation. */
  boolean update(Update update) {
    BlockInbox inbox = inboxes[update.block()];
    if (!follows(update) || update.version() <= inbox.version()) {
      return false;
    }
    inbox.append(update);
    blockEnded[update.block()] = update.ended();
    return true;
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
