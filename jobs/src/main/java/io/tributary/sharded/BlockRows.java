package io.tributary.sharded;

import io.tributary.model.SparseValues;
import io.tributary.sharded.ShardMessage.Part;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows of a block as its shard uses them, whether they are found by offset or by key. */
interface BlockRows {
  /** Moves event time, by which rows may expire; {@code NO_TIME} moves nothing. */
  void advance(long eventTime);

  /**
   * Reads the rows of a part, and changes nothing.
   *
   * @param into receives the rows one after the other
   */
  void read(Part part, float[] into);

  /**
   * Reads the rows of a part that is learned now, and counts that they were seen.
   *
   * @param into receives the rows one after the other
   */
  void see(Part part, float[] into);

  /**
   * Returns true when a row of the part that was seen last is not there: it reads zeros, and what
   * is written is dropped.
   */
  boolean isAbsent(int place);

  /** Returns true when any row of the part that was seen last is not there. */
  boolean lacksRows();

  /** Writes the rows of the part that was seen last. */
  void write(Part part, float[] from);

  /** Returns the coordinate of a row of a part. */
  int coordinate(Part part, int place);

  /** Returns what has become of its features, or null when rows are found by offset. */
  @Nullable TableCounts counts();

  /** Returns how many rows are there. */
  int count();

  /**
   * Shows all that is there, piece by piece: a block may be larger than memory.
   *
   * @param mostRows of a piece
   */
  void content(int mostRows, Consumer<SparseValues> piece);

  /** Returns what has changed since this was last asked. */
  SparseValues takeChanges();
}
