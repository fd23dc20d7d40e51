package io.tributary.serving;

import io.tributary.example.Example;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.GenerationClock;
import io.tributary.model.MergeProgress;
import io.tributary.model.TableSpec;
import io.tributary.model.UpdatePrints;
import io.tributary.store.BlockHeader;
import io.tributary.store.ModelStore;
import org.jspecify.annotations.Nullable;

/**
 * One block as its master last published it, as weights to serve with.
 *
 * <p>It follows one generation, from its opening on. An opening of a higher one fences off the
 * older at its first part, but replaces the weights only when all its parts are in. An update of a
 * higher one whose opening never came changes nothing: the block waits for that opening, and goes
 * on with what it has, should its own generation go on.
 */
final class MirroredBlock {
  /** What a message did. */
  enum Outcome {
    /** It changed the weights, or will with the other parts of its opening. */
    APPLIED,
    /** It is of an older generation or version, or of a block that waits to be opened. */
    IGNORED,
    /** Something is missing before it: the block keeps its weights until it is opened again. */
    GAP,
    /** It is of a higher generation than the block has been opened with. */
    UNOPENED,
    /** Another update was taken for its version: one of the two is not the master's. */
    CONTRADICTS
  }

  private final int block;
  private final TableSpec table;
  private final UnflushedExamples unflushed = new UnflushedExamples();
  private final UpdatePrints prints = new UpdatePrints();

  private BlockContent content;
  private long generation = -1;
  private long version;
  private long examples;
  private long newestEventTime = Example.NO_TIME;
  private boolean ended;
  private boolean awaitingOpening = true;
  private long unopened = -1;
  private boolean dirty;
  private @Nullable PendingOpening pending;

  MirroredBlock(int block, TableSpec table) {
    this.block = block;
    this.table = table;
    content = BlockContent.empty(table);
  }

  /**
   * Goes on where an earlier mirror of the same store stopped. What was written to it under a
   * generation that nobody can have is shown until the block is opened, but not followed.
   */
  void resume(ModelStore store, long nowMillis) {
    content
        .resume(store, block)
        .ifPresent(
            header -> {
              version = header.version();
              examples = header.examples();
              newestEventTime = header.newestEventTime();
              if (GenerationClock.isPlausible(header.generation(), nowMillis)) {
                generation = header.generation();
                awaitingOpening = false;
              }
            });
  }

  Outcome open(Opening part) {
    PendingOpening current = pending;
    if (current != null && current.continues(part)) {
      return add(current, part);
    }
    boolean newer =
        part.generation() > generation
            || (part.generation() == generation && part.version() > version);
    if (!newer || (current != null && part.generation() < current.generation())) {
      noteEnd(part.generation(), part.version(), part.ended());
      return Outcome.IGNORED;
    }
    PendingOpening fresh = new PendingOpening(part, table);
    pending = fresh;
    awaitingOpening = true;
    return add(fresh, part);
  }

  private Outcome add(PendingOpening opening, Opening part) {
    opening.add(part);
    if (opening.isComplete()) {
      pending = null;
      awaitingOpening = false;
      content = opening.content();
      generation = part.generation();
      prints.forget();
      take(part.version(), part.progress(), part.ended());
    }
    return Outcome.APPLIED;
  }

  Outcome update(Update update) {
    if (update.generation() < generation
        || (update.generation() == generation && update.version() <= version)) {
      return old(update);
    }
    PendingOpening opening = pending;
    if (opening != null && update.generation() < opening.generation()) {
      return Outcome.IGNORED;
    }
    if (awaitingOpening && opening == null) {
      return Outcome.IGNORED;
    }
    long opened = opening != null ? opening.generation() : generation;
    if (update.generation() > opened) {
      boolean first = update.generation() > unopened;
      unopened = Math.max(unopened, update.generation());
      return first ? Outcome.UNOPENED : Outcome.IGNORED;
    }
    if (opening != null || update.version() != version + 1) {
      pending = null;
      awaitingOpening = true;
      return Outcome.GAP;
    }
    content.take(update.values());
    take(update.version(), update.progress(), update.ended());
    unflushed.add(update.progress());
    prints.remember(update);
    return Outcome.APPLIED;
  }

  private Outcome old(Update update) {
    if (update.generation() == generation && !awaitingOpening && prints.contradict(update)) {
      awaitingOpening = true;
      return Outcome.CONTRADICTS;
    }
    noteEnd(update.generation(), update.version(), update.ended());
    return Outcome.IGNORED;
  }

  private void take(long newVersion, MergeProgress progress, boolean hasEnded) {
    version = newVersion;
    unopened = -1;
    examples = progress.examples();
    newestEventTime = progress.newestEventTime();
    ended = hasEnded;
    dirty = true;
  }

  // A mirror that resumes has the last version already, and learns only from its repetition that
  // the input has ended.
  private void noteEnd(long ofGeneration, long ofVersion, boolean hasEnded) {
    if (ofGeneration == generation && ofVersion == version) {
      ended = hasEnded;
    }
  }

  boolean isDirty() {
    return dirty;
  }

  void flush(ModelStore store, long now) {
    content.flush(
        store, new BlockHeader(block, generation, version, newestEventTime, examples, now));
    dirty = false;
  }

  /** Returns the examples that were flushed, but not yet counted as visible. */
  UnflushedExamples unflushed() {
    return unflushed;
  }

  boolean isAwaitingOpening() {
    return awaitingOpening || unopened > generation;
  }

  boolean hasEnded() {
    return ended;
  }

  long generation() {
    return generation;
  }

  long version() {
    return version;
  }

  long examples() {
    return examples;
  }

  long newestEventTime() {
    return newestEventTime;
  }
}
