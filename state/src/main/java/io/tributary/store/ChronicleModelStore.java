package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.Example;
import io.tributary.example.SchemaFingerprint;
import io.tributary.files.PrivateFiles;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model store in one persisted Chronicle Map file. One process writes; any number of processes
 * read at the same time. The file is twice the size of the weights.
 *
 * <p>A JVM needs the flags of {@code jvm.options} for it. Readers need permission to write the
 * file, because Chronicle maps it for both.
 */
public final class ChronicleModelStore implements ModelStore {
  private static final Logger LOG = LoggerFactory.getLogger(ChronicleModelStore.class);

  // A store only keeps weights, whatever made them.
  private static final OptimizerSpec ANY = new OptimizerSpec.Sgd(1);

  private final Path file;
  private final StoreIdentity identity;
  private final BlockMap map;
  private final ModelSpec spec;
  private final int rowWeights;
  private final BlockCell[] cells;
  private final @Nullable WriterLock writerLock;

  // Held for reading while the memory is used, for writing to take it away.
  private final StampedLock open = new StampedLock();
  private boolean closed;

  private ChronicleModelStore(
      Path file,
      StoreIdentity identity,
      BlockMap map,
      ModelSpec spec,
      BlockCell[] cells,
      @Nullable WriterLock writerLock) {
    this.file = file;
    this.identity = identity;
    this.map = map;
    this.spec = spec;
    rowWeights = spec.sparse().weights();
    this.cells = cells;
    this.writerLock = writerLock;
  }

  /**
   * Opens a store for writing and reading, and creates it when the file is absent. Blocks that an
   * interrupted machine left damaged are taken back to the version before.
   *
   * @param file the file; its directory is created too
   * @param features the features that the model has
   * @throws IllegalStateException when another process or another store of this process writes it
   * @throws WrongStoreException when it belongs to a model of another name, size, link or features,
   *     or is no model store
   * @throws CorruptDataException when a block has no version that is whole
   * @throws UncheckedIOException when it can't be read or created
   */
  public static ChronicleModelStore create(Path file, ModelSpec spec, SchemaFingerprint features) {
    return create(file, spec, features, false);
  }

  /** Opens a store of a model whose features nobody knows, which therefore can't be scored with. */
  public static ChronicleModelStore create(Path file, ModelSpec spec) {
    return create(file, spec, SchemaFingerprint.NONE, false);
  }

  /**
   * Creates a store in place of one that may be there, whatever its model. Other processes that
   * read the old one go on reading that; this one must not have it open.
   *
   * @param file the file; its directory is created too
   * @param features the features that the model has
   * @throws IllegalStateException when another process or another store of this process writes it
   * @throws UncheckedIOException when it can't be created
   */
  public static ChronicleModelStore replace(Path file, ModelSpec spec, SchemaFingerprint features) {
    return create(file, spec, features, true);
  }

  private static ChronicleModelStore create(
      Path file, ModelSpec spec, SchemaFingerprint features, boolean replaces) {
    WriterLock lock = null;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      lock = WriterLock.acquire(file);
      if (replaces) {
        Files.deleteIfExists(file);
      }
      PrivateFiles.requireNoLink(file);
      if (!Files.exists(file)) {
        BlockMap.create(file, spec, features);
      }
      ChronicleModelStore store = open(file, lock);
      try {
        new StoreMatch(file, store.identity, store.form(), store.features())
            .require(spec, features);
        store.repair();
        return store;
      } catch (RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (IOException e) {
      closeQuietly(lock);
      throw new UncheckedIOException("model store can't be opened: file=" + file, e);
    } catch (RuntimeException e) {
      closeQuietly(lock);
      throw e;
    }
  }

  /**
   * Opens a store that exists for reading. What the model is, the file says itself.
   *
   * @throws WrongStoreException when it is no model store
   * @throws CorruptDataException when it does not hold what was written
   * @throws UncheckedIOException when it is absent or can't be read
   */
  public static ChronicleModelStore openReadOnly(Path file) {
    try {
      ChronicleModelStore store = open(file, null);
      try {
        store.verify();
        return store;
      } catch (RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("model store can't be opened: file=" + file, e);
    }
  }

  private static ChronicleModelStore open(Path file, @Nullable WriterLock lock) throws IOException {
    BlockMap map = BlockMap.open(file);
    try {
      StoreIdentity identity = StoredBlockLayout.readIdentity(file, map.bytes(0), 0);
      ModelSpec spec =
          new ModelSpec(identity.model(), identity.layout(), identity.link(), ANY, map.form());
      BlockCell[] cells = new BlockCell[map.blocks()];
      require(file, map, identity, spec);
      for (TableSpec table : spec.tables()) {
        for (int block = table.firstBlock(); block < table.endBlock(); block++) {
          ByteBuffer bytes = map.bytes(block);
          if (!StoredBlockLayout.readIdentity(file, bytes, block).equals(identity)) {
            throw Damage.inBlock(file, block, "block of another model");
          }
          cells[block] = new BlockCell(file, block, table.blockWeights(), bytes);
        }
      }
      return new ChronicleModelStore(file, identity, map, spec, cells, lock);
    } catch (RuntimeException e) {
      map.close();
      throw e;
    }
  }

  private static void require(Path file, BlockMap map, StoreIdentity identity, ModelSpec spec) {
    try {
      if (spec.blocks() == map.blocks()
          && map.bytes(0).capacity() == BlockMap.bytesOfBlock(spec)
          && identity.features() == map.features().value()
          && identity.form() == StoreIdentity.formValue(map.form())) {
        return;
      }
    } catch (ArithmeticException e) {
      throw Damage.inBlock(file, 0, String.valueOf(e.getMessage()));
    }
    throw Damage.inBlock(file, 0, "block of another model, " + identity);
  }

  private void verify() {
    for (BlockCell cell : cells) {
      cell.current();
    }
  }

  private void repair() {
    for (int block = 0; block < cells.length; block++) {
      if (!cells[block].repair()) {
        LOG.warn("took back a damaged block: file={} block={}", file, block);
      }
    }
  }

  private static void closeQuietly(@Nullable WriterLock lock) {
    if (lock == null) {
      return;
    }
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("lock of a model store can't be released", e);
    }
  }

  @Override
  public String model() {
    return identity.model();
  }

  @Override
  public BlockLayout layout() {
    return identity.layout();
  }

  @Override
  public Link link() {
    return identity.link();
  }

  @Override
  public Form form() {
    return spec.form();
  }

  @Override
  public int blocks() {
    return cells.length;
  }

  @Override
  public int rowWeights() {
    return rowWeights;
  }

  @Override
  public int blockWeights(int block) {
    return spec.tableOf(block).blockWeights();
  }

  @Override
  public SchemaFingerprint features() {
    return map.features();
  }

  @Override
  public Optional<BlockHeader> header(int block) {
    long stamp = enter();
    try {
      return cells[block].header();
    } finally {
      open.unlockRead(stamp);
    }
  }

  @Override
  public Optional<BlockHeader> read(int block, float[] weights) {
    requireBlockSize(block, weights);
    long stamp = enter();
    try {
      return cells[block].read(weights);
    } finally {
      open.unlockRead(stamp);
    }
  }

  @Override
  public float weight(int coordinate) {
    requireCoordinate(coordinate);
    long stamp = enter();
    try {
      return cells[layout().blockOf(coordinate)].weight(layout().offsetOf(coordinate) * rowWeights);
    } finally {
      open.unlockRead(stamp);
    }
  }

  @Override
  public ReadStamp weights(int[] coordinates, int count, float[] out) {
    if (count == 0) {
      return new ReadStamp(version(), newestEventTime());
    }
    // NaN stands for "not read yet", so that one pass per block serves all its coordinates.
    Arrays.fill(out, 0, count * rowWeights, Float.NaN);
    long version = Long.MAX_VALUE;
    long newest = Example.NO_TIME;
    long stamp = enter();
    try {
      for (int i = 0; i < count; i++) {
        requireCoordinate(coordinates[i]);
        if (Float.isNaN(out[i * rowWeights])) {
          int block = layout().blockOf(coordinates[i]);
          ReadStamp read = gather(block, coordinates, i, count, out);
          version = Math.min(version, read.version());
          newest = Math.max(newest, read.newestEventTime());
        }
      }
    } finally {
      open.unlockRead(stamp);
    }
    return new ReadStamp(version, newest);
  }

  private ReadStamp gather(int block, int[] coordinates, int from, int count, float[] out) {
    BlockCell cell = cells[block];
    int blockBits = layout().blockBits();
    int mask = layout().blockSize() - 1;
    while (true) {
      long sequence = cell.current();
      ByteBuffer slot = cell.slot(sequence);
      for (int i = from; i < count; i++) {
        if (coordinates[i] >>> blockBits == block) {
          int first = (coordinates[i] & mask) * rowWeights;
          for (int weight = 0; weight < rowWeights; weight++) {
            out[i * rowWeights + weight] = StoredBlockLayout.weight(slot, first + weight);
          }
        }
      }
      ReadStamp read =
          new ReadStamp(StoredBlockLayout.version(slot), StoredBlockLayout.newestEventTime(slot));
      if (cell.isStill(sequence)) {
        return read;
      }
    }
  }

  @Override
  public void write(BlockHeader header, float[] weights) {
    requireBlockSize(header.block(), weights);
    if (writerLock == null) {
      throw new IllegalStateException("model store is open for reading only: file=" + file);
    }
    long stamp = enter();
    try {
      cells[header.block()].write(header, weights);
    } finally {
      open.unlockRead(stamp);
    }
  }

  private void requireCoordinate(int coordinate) {
    if (coordinate >>> layout().bits() != 0) {
      throw new IndexOutOfBoundsException(
          "coordinate out of range: coordinate=" + coordinate + " bits=" + layout().bits());
    }
  }

  private void requireBlockSize(int block, float[] weights) {
    if (weights.length != blockWeights(block)) {
      throw new IllegalArgumentException(
          "not a whole block: weights=" + weights.length + " expected=" + blockWeights(block));
    }
  }

  private long enter() {
    long stamp = open.readLock();
    if (closed) {
      open.unlockRead(stamp);
      throw new IllegalStateException("model store is closed: file=" + file);
    }
    return stamp;
  }

  @Override
  public void close() {
    long stamp = open.writeLock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      map.close();
      closeQuietly(writerLock);
    } finally {
      open.unlockWrite(stamp);
    }
  }

  @Override
  public String toString() {
    return "ChronicleModelStore[" + identity + " file=" + file + "]";
  }
}
