package io.tributary.serving;

import io.tributary.codec.UnusableUpdateException;
import io.tributary.codec.UpdateCheck;
import io.tributary.example.Example;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.ModelSpec;
import io.tributary.serving.MirroredBlock.Outcome;
import io.tributary.store.ModelStore;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model as its updates topic tells it, and the store it is copied to. Not thread safe.
 *
 * <p>It begins with what the store holds, so reading the topic from its beginning again never takes
 * serving back to an older version.
 */
final class MirroredModel {
  private static final Logger LOG = LoggerFactory.getLogger(MirroredModel.class);

  private final ModelSpec spec;
  private final ModelStore store;
  private final InstantSource clock;
  private final UpdateCheck check;
  private final MirroredBlock[] blocks;
  private final Set<Outcome> told = EnumSet.noneOf(Outcome.class);

  private long applied;
  private long ignored;
  private long gaps;
  private long blocksWritten;

  MirroredModel(ModelSpec spec, ModelStore store, InstantSource clock) {
    this.spec = spec;
    this.store = store;
    this.clock = clock;
    check = UpdateCheck.of(spec);
    blocks = new MirroredBlock[spec.blocks()];
    for (int block = 0; block < blocks.length; block++) {
      blocks[block] = new MirroredBlock(block, spec.tableOf(block));
      blocks[block].resume(store, clock.millis());
    }
  }

  /**
   * Takes a record of the updates topic; true when it has changed a block.
   *
   * @throws UnusableUpdateException when it can't be true of this model; nothing has changed then
   */
  boolean apply(byte @Nullable [] record) throws UnusableUpdateException {
    long before = applied;
    take(check.read(record, clock.millis()));
    return applied > before;
  }

  /**
   * Takes a message.
   *
   * @throws UnusableUpdateException when it can't be true of this model; nothing has changed then
   */
  void apply(BlockMessage message) throws UnusableUpdateException {
    check.require(message, clock.millis());
    take(message);
  }

  void take(BlockMessage message) {
    MirroredBlock block = blocks[message.block()];
    if (message instanceof Opening opening) {
      count(block.open(opening), block, opening.generation(), opening.version(), message.block());
    } else if (message instanceof Update update) {
      count(block.update(update), block, update.generation(), update.version(), message.block());
    }
  }

  private void count(
      Outcome outcome, MirroredBlock block, long generation, long version, int number) {
    switch (outcome) {
      case APPLIED -> applied++;
      case IGNORED -> ignored++;
      case GAP, UNOPENED, CONTRADICTS -> {
        gaps++;
        // Of what anybody can write as often as he likes, the first is told.
        if (outcome == Outcome.GAP || told.add(outcome)) {
          LOG.warn(
              "{}: model={} block={} generation={} version={} expectedGeneration={}"
                  + " expectedVersion={}",
              text(outcome),
              spec.name(),
              number,
              generation,
              version,
              block.generation(),
              block.version() + 1);
        }
      }
    }
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case UNOPENED -> "an update is of a generation whose opening has not come";
      case CONTRADICTS ->
          "two updates of one version differ, so the block stands still until it is opened again";
      default -> "an update is missing, so the block stands still until it is opened again";
    };
  }

  /** Returns the first block that waits to be opened, or -1. */
  int firstAwaiting() {
    for (int block = 0; block < blocks.length; block++) {
      if (blocks[block].isAwaitingOpening()) {
        return block;
      }
    }
    return -1;
  }

  /** Returns true when the store lacks something. */
  boolean isDirty() {
    for (MirroredBlock block : blocks) {
      if (block.isDirty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Copies the blocks that have changed to the store, each once however many updates it had, and
   * counts how old their examples are now.
   */
  void flush(Histogram ages) {
    long start = clock.millis();
    for (MirroredBlock block : blocks) {
      if (block.isDirty()) {
        block.flush(store, start);
        blocksWritten++;
      }
    }
    long end = clock.millis();
    for (MirroredBlock block : blocks) {
      block.unflushed().drainTo(ages, end);
    }
  }

  /** Returns the status; what it says of the store is true right after a flush. */
  MirrorStatus status(
      long updateBytes, long undecodable, @Nullable String waitingFor, @Nullable String misfit) {
    long examples = Long.MAX_VALUE;
    long version = Long.MAX_VALUE;
    long newest = Example.NO_TIME;
    boolean ended = true;
    int awaiting = 0;
    for (MirroredBlock block : blocks) {
      examples = Math.min(examples, block.examples());
      version = Math.min(version, block.version());
      newest = Math.max(newest, block.newestEventTime());
      ended &= block.hasEnded();
      awaiting += block.isAwaitingOpening() ? 1 : 0;
    }
    return new MirrorStatus(
        examples,
        version,
        newest,
        ended,
        updateBytes,
        applied,
        ignored,
        gaps,
        awaiting,
        undecodable,
        blocksWritten,
        waitingFor,
        misfit);
  }
}
