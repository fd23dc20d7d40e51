package io.tributary.serving;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.Example;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.ModelSpec;
import io.tributary.serving.MirroredBlock.Outcome;
import io.tributary.store.ModelStore;
import java.time.InstantSource;
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
  private final MirroredBlock[] blocks;

  private long applied;
  private long ignored;
  private long gaps;
  private long blocksWritten;

  MirroredModel(ModelSpec spec, ModelStore store, InstantSource clock) {
    this.spec = spec;
    this.store = store;
    this.clock = clock;
    blocks = new MirroredBlock[spec.layout().blocks()];
    for (int block = 0; block < blocks.length; block++) {
      blocks[block] = new MirroredBlock(block, spec.layout().blockSize(), spec.optimizer());
      blocks[block].resume(store);
    }
  }

  /**
   * Takes a message.
   *
   * @throws CorruptDataException when it can't be of this model; nothing has changed then
   */
  void apply(BlockMessage message) {
    if (message.block() < 0 || message.block() >= blocks.length) {
      throw new CorruptDataException(
          "block out of range: block=" + message.block() + " blocks=" + blocks.length);
    }
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
      case GAP -> {
        gaps++;
        LOG.warn(
            "an update is missing, so the block stands still until it is opened again: model={}"
                + " block={} generation={} version={} expectedGeneration={} expectedVersion={}",
            spec.name(),
            number,
            generation,
            version,
            block.generation(),
            block.version() + 1);
      }
    }
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
  void flush(FreshnessHistogram freshness) {
    long start = clock.millis();
    for (MirroredBlock block : blocks) {
      if (block.isDirty()) {
        block.flush(store, start);
        blocksWritten++;
      }
    }
    long end = clock.millis();
    for (MirroredBlock block : blocks) {
      block.unflushed().drainTo(freshness, end);
    }
  }

  /** Returns the status; what it says of the store is true right after a flush. */
  MirrorStatus status(long updateBytes, long undecodable) {
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
        blocksWritten);
  }
}
