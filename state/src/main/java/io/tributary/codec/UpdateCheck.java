package io.tributary.codec;

import io.tributary.codec.UnusableUpdateException.Kind;
import io.tributary.example.FeatureKeys;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.GenerationClock;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.ModelSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import io.tributary.model.UpdateChecksum;
import io.tributary.model.VersionDigests;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a model's updates topic, and judges whether what they say can be true.
 * Anybody may write to a topic: what passes here can be taken without another look, as far as that
 * can be told without knowing what else was said. Replicas and mirrors read by this.
 *
 * @param tables the model's tables
 */
public record UpdateCheck(List<TableSpec> tables) implements Serializable {
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  /** Returns the check of a model. */
  public static UpdateCheck of(ModelSpec model) {
    return new UpdateCheck(model.tables());
  }

  /**
   * Reads a record.
   *
   * @param nowMillis the time, ms since the epoch
   * @throws UnusableUpdateException when it is no message, or one that can't be true
   */
  public BlockMessage read(byte @Nullable [] record, long nowMillis)
      throws UnusableUpdateException {
    BlockMessage message = decode(record);
    require(message, nowMillis);
    return message;
  }

  private static BlockMessage decode(byte @Nullable [] record) throws UnusableUpdateException {
    if (record == null) {
      throw new UnusableUpdateException(Kind.UNREADABLE, "record without a value");
    }
    ByteReader in = new ByteReader(record);
    BlockMessage message;
    try {
      message = BlockMessageCodec.INSTANCE.decode(in);
    } catch (RuntimeException e) {
      throw new UnusableUpdateException(
          Kind.UNREADABLE, "unreadable: bytes=" + record.length + " error=" + e.getMessage());
    }
    if (in.remaining() > 0) {
      throw new UnusableUpdateException(
          Kind.UNREADABLE,
          "bytes left over: bytes=" + record.length + " leftOver=" + in.remaining());
    }
    return message;
  }

  /**
   * Judges a message.
   *
   * @param nowMillis the time, ms since the epoch
   * @throws UnusableUpdateException when it can't be true
   */
  public void require(BlockMessage message, long nowMillis) throws UnusableUpdateException {
    TableSpec table = tableOf(message.block());
    if (message instanceof Opening opening) {
      requireShape(table, opening.shape());
    }
    if (table == null) {
      throw misfit("block=" + message.block() + " blocks=" + blocks());
    }
    if (!GenerationClock.isPlausible(message.generation(), nowMillis)) {
      throw new UnusableUpdateException(
          Kind.AHEAD,
          "generation is ahead of the clock by more than a day: block="
              + message.block()
              + " generation="
              + message.generation()
              + " millis="
              + (message.generation() >>> GenerationClock.RANDOM_BITS)
              + " clockMillis="
              + nowMillis
              + ": are the clocks right?");
    }
    if (message instanceof Opening opening) {
      requireOpening(opening, table);
    } else if (message instanceof Update update) {
      requireUpdate(update, table);
    } else if (message instanceof RoundDue due) {
      // The first block of those that merge together speaks for them.
      requireTrue(due.block() == table.firstBlock() && due.round() >= 0, due);
    }
  }

  private int blocks() {
    return tables.get(tables.size() - 1).endBlock();
  }

  private @Nullable TableSpec tableOf(int block) {
    for (TableSpec table : tables) {
      if (table.hasBlock(block)) {
        return table;
      }
    }
    return null;
  }

  // Of a block that the model does not have, the shape says more than its number.
  private void requireShape(@Nullable TableSpec table, ModelShape shape)
      throws UnusableUpdateException {
    ModelShape expected = (table == null ? tables.get(0) : table).shape();
    if (!shape.equals(expected)) {
      throw misfit(shape + " pipeline " + expected);
    }
  }

  private static void requireOpening(Opening opening, TableSpec table)
      throws UnusableUpdateException {
    int replicas = opening.sessions().length;
    requireTrue(
        opening.version() >= 0
            && opening.version() < Long.MAX_VALUE
            && opening.part() < opening.parts()
            && opening.part() >= 0
            // Each part but a single one has coordinates of its own.
            && opening.parts() <= table.layout().blockSize()
            && replicas > 0
            && opening.mergedRounds().length == replicas,
        opening);
    VersionDigests digests = opening.digests();
    requireTrue(
        digests.digests().length <= VersionDigests.MOST
            && digests.oldest() >= 0
            && digests.knows(opening.version()),
        opening);
    for (long round : opening.mergedRounds()) {
      requireTrue(round >= -1 && round < Long.MAX_VALUE, opening);
    }
    requireProgress(opening.progress(), opening);
    requireValues(opening.values(), opening.block(), table);
  }

  private static void requireUpdate(Update update, TableSpec table) throws UnusableUpdateException {
    requireTrue(
        update.version() > 0
            && update.version() < Long.MAX_VALUE
            && update.replica() >= -1
            && update.round() >= 0
            && update.round() < Long.MAX_VALUE,
        update);
    requireProgress(update.progress(), update);
    requireValues(update.values(), update.block(), table);
    // Last: of what does not fit, a shape says more.
    requireTrue(UpdateChecksum.fits(update), update);
  }

  private static void requireProgress(MergeProgress progress, BlockMessage message)
      throws UnusableUpdateException {
    requireTrue(progress.examples() >= 0 && progress.roundExamples() >= 0, message);
  }

  private static void requireValues(SparseValues values, int block, TableSpec table)
      throws UnusableUpdateException {
    if (table.exact() || values.isKeyed()) {
      requireKeys(values, block, table);
      requireFinite(values, block);
      return;
    }
    int size = values.size();
    if (size == 0) {
      return;
    }
    int last = values.offsets()[size - 1];
    if (values.offsets()[0] < 0
        || last >= table.layout().blockSize()
        || values.width() != table.width()) {
      throw misfit(
          "block="
              + block
              + " lastOffset="
              + last
              + " blockSize="
              + table.layout().blockSize()
              + " width="
              + values.width()
              + " lanes="
              + table.width());
    }
    requireFinite(values, block);
  }

  private static void requireKeys(SparseValues values, int block, TableSpec table)
      throws UnusableUpdateException {
    boolean fits =
        (table.exact() ? values.offsets().length == 0 : !values.isKeyed())
            && (values.size() == 0 || values.width() == table.width());
    if (!fits
        || !belong(values.keys(), block, table.layout())
        || !belong(values.removed(), block, table.layout())) {
      throw misfit(
          "block="
              + block
              + " keys="
              + values.keys().length
              + " removed="
              + values.removed().length
              + " offsets="
              + values.offsets().length
              + " width="
              + values.width()
              + " lanes="
              + table.width()
              + " exact="
              + table.exact());
    }
  }

  private static boolean belong(long[] keys, int block, BlockLayout layout) {
    for (long key : keys) {
      if (layout.blockOf(FeatureKeys.coordinate(key)) != block) {
        return false;
      }
    }
    return true;
  }

  private static void requireFinite(SparseValues values, int block) throws UnusableUpdateException {
    // Masters round what is not finite. All are looked at in one pass, without a branch for each.
    int most = 0;
    for (float lane : values.lanes()) {
      most = Math.max(most, Float.floatToRawIntBits(lane) & Integer.MAX_VALUE);
    }
    if (most >= INFINITY) {
      throw new UnusableUpdateException(
          Kind.IMPOSSIBLE, "values are not finite: block=" + block + " size=" + values.size());
    }
  }

  private static UnusableUpdateException misfit(String facts) {
    return new UnusableUpdateException(
        Kind.MISFIT,
        "updates do not fit the pipeline: "
            + facts
            + ": are model.bits, model.blocks and model.optimizer the same as in training?");
  }

  private static void requireTrue(boolean plausible, BlockMessage message)
      throws UnusableUpdateException {
    if (!plausible) {
      throw new UnusableUpdateException(Kind.IMPOSSIBLE, "can't be true: " + message);
    }
  }
}
