package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.Example;
import io.tributary.model.BlockLayout;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
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

  private final Path file;
  private final StoreIdentity identity;
  private final BlockMap map;
  private final BlockCell[] cells;
  private final @Nullable WriterLock writerLock;

  // Held for reading while the memory is used, for writing to take it away.
  private final StampedLock open = new StampedLock();
  private boolean closed;

  private ChronicleModelStore(
      Path file,
      StoreIdentity identity,
      BlockMap map,
      BlockCell[] cells,
      @Nullable WriterLock writerLock) {
    this.file = file;
    this.identity = identity;
    this.map = map;
    this.cells = cells;
    this.writerLock = writerLock;
  }

  /**
   * Opens a store for writing and reading, and creates it when the file is absent. Blocks that an
   * interrupted machine left damaged are taken back to the version before, or to none.
   *
   * @param file the file; its directory is created too
   * @throws IllegalStateException when another process or another store of this process writes it,
   *     or when it belongs to a model of another name, size or link
   * @throws CorruptDataException when it is no model store
   * @throws UncheckedIOException when it can't be read or created
   */
  public static ChronicleModelStore create(Path file, ModelSpec spec) {
    return create(file, spec, false);
  }

  /**
   * Creates a store in place of one that may be there, whatever its model. Other processes that
   * read the old one go on reading that; this one must not have it open.
   *
   * @param file the file; its directory is created too
   * @throws IllegalStateException when another process or another store of this process writes it
   * @throws UncheckedIOException when it can't be created
   */
  public static ChronicleModelStore replace(Path file, ModelSpec spec) {
    return create(file, spec, true);
  }

  private static ChronicleModelStore create(Path file, ModelSpec spec, boolean replaces) {
    StoreIdentity identity = StoreIdentity.of(spec);
    WriterLock lock = null;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      lock = WriterLock.acquire(file);
      if (replaces) {
        Files.deleteIfExists(file);
      }
      if (!Files.exists(file)) {
        BlockMap.create(file, identity);
      }
      ChronicleModelStore store = open(file, lock);
      if (!store.identity.equals(identity)) {
        store.close();
        throw new IllegalStateException(
            "model store belongs to another model: file="
                + file
                + " "
                + store.identity
                + "; wanted: "
                + identity);
      }
      store.repair();
      return store;
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
   * @throws CorruptDataException when it is no model store
   * @throws UncheckedIOException when it is absent or can't be read
   */
  public static ChronicleModelStore openReadOnly(Path file) {
    try {
      return open(file, null);
    } catch (IOException e) {
      throw new UncheckedIOException("model store can't be opened: file=" + file, e);
    }
  }

  private static ChronicleModelStore open(Path file, @Nullable WriterLock lock) throws IOException {
    BlockMap map = BlockMap.open(file);
    try {
      StoreIdentity identity = StoredBlockLayout.readIdentity(map.bytes(0), 0);
      BlockCell[] cells = new BlockCell[identity.layout().blocks()];
      for (int block = 0; block < cells.length; block++) {
        ByteBuffer bytes = map.bytes(block);
        StoreIdentity found = StoredBlockLayout.readIdentity(bytes, block);
        if (!found.equals(identity) || bytes.capacity() != StoredBlockLayout.size(found.layout())) {
          throw new CorruptDataException(
              "block of another model in a model store: file=" + file + " block=" + block);
        }
        cells[block] = new BlockCell(block, identity.layout(), bytes);
      }
      return new ChronicleModelStore(file, identity, map, cells, lock);
    } catch (RuntimeException e) {
      map.close();
      throw e;
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
    requireBlockSize(weights);
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
      return cells[layout().blockOf(coordinate)].weight(layout().offsetOf(coordinate));
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
    Arrays.fill(out, 0, count, Float.NaN);
    long version = Long.MAX_VALUE;
    long newest = Example.NO_TIME;
    long stamp = enter();
    try {
      for (int i = 0; i < count; i++) {
        requireCoordinate(coordinates[i]);
        if (Float.isNaN(out[i])) {
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
      long sequence = cell.published();
      ByteBuffer slot = cell.slot(sequence);
      for (int i = from; i < count; i++) {
        if (coordinates[i] >>> blockBits == block) {
          out[i] = sequence == 0 ? 0 : StoredBlockLayout.weight(slot, coordinates[i] & mask);
        }
      }
      ReadStamp read =
          sequence == 0
              ? new ReadStamp(0, Example.NO_TIME)
              : new ReadStamp(
                  StoredBlockLayout.version(slot), StoredBlockLayout.newestEventTime(slot));
      if (cell.isStill(sequence)) {
        return read;
      }
    }
  }

  @Override
  public void write(BlockHeader header, float[] weights) {
    requireBlockSize(weights);
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

  private void requireBlockSize(float[] weights) {
    if (weights.length != layout().blockSize()) {
      throw new IllegalArgumentException(
          "not a whole block: weights=" + weights.length + " expected=" + layout().blockSize());
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
