package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.Example;
import io.tributary.example.SchemaFingerprint;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The serving weights of one model, by block. A block that has not been written yet reads as zero
 * weights. Reading and writing are thread safe, and a read never mixes two versions of a block; two
 * blocks may be of different versions.
 */
public interface ModelStore extends AutoCloseable {
  /** Returns the name of the model. */
  String model();

  /** Returns the coordinates and blocks of the model's sparse table. */
  BlockLayout layout();

  /** Returns what the model computes from the rows of an example's coordinates. */
  default Form form() {
    return Form.linear();
  }

  /** Returns the number of blocks of all tables. */
  default int blocks() {
    return layout().blocks();
  }

  /** Returns how many rows there are: of an exact table, those of features that have one. */
  default long size() {
    return 1L << layout().bits();
  }

  /** Returns the number of weights of a row of the sparse table. */
  default int rowWeights() {
    return 1;
  }

  /** Returns the number of weights of a block. */
  default int blockWeights(int block) {
    return layout().blockSize();
  }

  /** Returns how the model's margin becomes a prediction. */
  Link link();

  /** Returns the features that the weights are of. */
  SchemaFingerprint features();

  /** Returns what a block says about itself, or nothing when it has not been written yet. */
  Optional<BlockHeader> header(int block);

  /**
   * Reads a whole block and verifies its checksum, at every call. Other reads verify the checksum
   * of a version once, when they first meet it.
   *
   * @param weights receives the block's weights, zeros when nothing has been written yet
   * @throws CorruptDataException when the stored bytes are not what was written
   */
  Optional<BlockHeader> read(int block, float[] weights);

  /** Returns the first weight of one coordinate's row. */
  float weight(int coordinate);

  /**
   * Reads the rows of some coordinates, in any order and with repetitions. Rows of one block are of
   * one version.
   *
   * @param coordinates the coordinates, {@code count} of them
   * @param out receives {@code count} rows of {@link #rowWeights} weights each
   * @return how fresh the blocks were that hold them, or the whole model when there are none
   */
  ReadStamp weights(int[] coordinates, int count, float[] out);

  /**
   * Replaces a block. Readers see all of it or nothing of it.
   *
   * @param weights the block's weights, those of a row adjacent
   * @throws IllegalStateException when the store is open for reading only
   */
  void write(BlockHeader header, float[] weights);

  /** Returns true when features have rows of their own, which are read and written by key. */
  default boolean isExact() {
    return false;
  }

  /**
   * Reads the rows of some features, in any order and with repetitions; one without a row reads
   * zeros. Rows may be of different versions.
   *
   * @param keys 64-bit hashes of features, {@code count} of them
   * @param out receives {@code count} rows of {@link #rowWeights} weights each
   * @return how fresh the blocks were that hold them, or the whole model when there are none
   * @throws IllegalStateException when features have no rows of their own
   */
  default ReadStamp weights(long[] keys, int count, float[] out) {
    throw new IllegalStateException("features have no rows of their own: model=" + model());
  }

  /**
   * Writes features of a block, each at once, and then what the block says about itself.
   *
   * @throws IllegalStateException when the store is open for reading only, is full, or features
   *     have no rows of their own
   */
  default void write(BlockHeader header, KeyedWeights changes) {
    throw new IllegalStateException("features have no rows of their own: model=" + model());
  }

  /** Closes the store; a closed store can't be read. */
  @Override
  void close();

  /** Returns the smallest number of examples that any block has merged. */
  default long examples() {
    return smallest(BlockHeader::examples);
  }

  /** Returns the oldest version of any block. */
  default long version() {
    return smallest(BlockHeader::version);
  }

  /** Returns the newest event time of any block, ms since the epoch, or NO_TIME. */
  default long newestEventTime() {
    long newest = Example.NO_TIME;
    for (int block = 0; block < blocks(); block++) {
      newest =
          Math.max(newest, header(block).map(BlockHeader::newestEventTime).orElse(Example.NO_TIME));
    }
    return newest;
  }

  /**
   * Returns a digest of all weights and of the examples each block has merged, in hexadecimal. It
   * does not depend on generations and times, so two runs that learned the same have the same one.
   */
  default String checksum() {
    return ModelDigest.of(this);
  }

  private long smallest(ToLongFunction<BlockHeader> property) {
    long smallest = Long.MAX_VALUE;
    for (int block = 0; block < blocks(); block++) {
      Optional<BlockHeader> header = header(block);
      smallest = Math.min(smallest, header.isPresent() ? property.applyAsLong(header.get()) : 0);
    }
    return smallest;
  }
}
