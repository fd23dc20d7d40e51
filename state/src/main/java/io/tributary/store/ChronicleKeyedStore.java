package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.Example;
import io.tributary.example.FeatureKeys;
import io.tributary.example.SchemaFingerprint;
import io.tributary.files.PrivateFiles;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableKind.Exact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of a model whose features have rows of their own: a persisted Chronicle Map file with
 * an entry for each feature and each block. One process writes; any number of processes read at the
 * same time. The file has room for all features that there may be, so it never grows.
 *
 * <p>Each feature is read as a whole. Features of one example may be of different versions, and
 * then the version that a read tells of is one that all of them have reached.
 */
public final class ChronicleKeyedStore implements ModelStore {
  private static final Logger LOG = LoggerFactory.getLogger(ChronicleKeyedStore.class);

  // A store only keeps weights, whatever made them.
  private static final OptimizerSpec ANY = new OptimizerSpec.Sgd(1);

  private final Path file;
  private final KeyedTrailer model;
  private final KeyedMap map;
  private final int rowWeights;
  private final @Nullable WriterLock writerLock;

  // Held for reading while the memory is used, for writing to take it away.
  private final StampedLock open = new StampedLock();
  private boolean closed;

  private ChronicleKeyedStore(
      Path file,
      KeyedTrailer model,
      KeyedMap map,
      int rowWeights,
      @Nullable WriterLock writerLock) {
    this.file = file;
    this.model = model;
    this.map = map;
    this.rowWeights = rowWeights;
    this.writerLock = writerLock;
  }

  /**
   * Opens a store for writing and reading, and creates it when the file is absent.
   *
   * @param file the file; its directory is created too
   * @param features the features that the model has
   * @throws IllegalStateException when another process or another store of this process writes it
   * @throws WrongStoreException when it belongs to another model, or has room for another number of
   *     features
   * @throws CorruptDataException when it does not hold what was written
   * @throws UncheckedIOException when it can't be read or created
   */
  public static ChronicleKeyedStore create(Path file, ModelSpec spec, SchemaFingerprint features) {
    return create(file, spec, features, false);
  }

  /** Creates a store in place of one that may be there, whatever its model. */
  public static ChronicleKeyedStore replace(Path file, ModelSpec spec, SchemaFingerprint features) {
    return create(file, spec, features, true);
  }

  private static ChronicleKeyedStore create(
      Path file, ModelSpec spec, SchemaFingerprint features, boolean replaces) {
    if (!(spec.kind() instanceof Exact exact)) {
      throw new IllegalArgumentException("table is not exact: model=" + spec.name());
    }
    KeyedTrailer wanted =
        new KeyedTrailer(
            0, spec.name(), spec.layout(), exact.maxFeatures(), spec.link(), features, spec.form());
    WriterLock lock = null;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      lock = WriterLock.acquire(file);
      if (replaces) {
        Files.deleteIfExists(file);
      }
      PrivateFiles.requireNoLink(file);
      if (!Files.exists(file)) {
        KeyedMap.create(file, spec, wanted);
      }
      KeyedTrailer found = KeyedTrailer.read(file);
      require(file, found, wanted);
      return open(file, found, lock);
    } catch (IOException e) {
      closeQuietly(lock);
      throw new UncheckedIOException("model store can't be opened: file=" + file, e);
    } catch (RuntimeException e) {
      closeQuietly(lock);
      throw e;
    }
  }

  private static void require(Path file, KeyedTrailer found, KeyedTrailer wanted) {
    String remedy = "; choose another export.store, or delete the file";
    if (!found.isOfSameModel(wanted)) {
      throw new WrongStoreException(
          "model store belongs to another model: file="
              + file
              + " "
              + found
              + "; wanted: "
              + wanted
              + remedy);
    }
    if (!found.features().equals(wanted.features())) {
      throw new WrongStoreException(
          "model store belongs to other features: file="
              + file
              + " "
              + found.features().against(wanted.features())
              + remedy);
    }
  }

  /**
   * Opens a store that exists for reading. What the model is, the file says itself.
   *
   * @throws WrongStoreException when it is no such store
   * @throws CorruptDataException when it does not hold what was written
   * @throws UncheckedIOException when it is absent or can't be read
   */
  public static ChronicleKeyedStore openReadOnly(Path file) {
    try {
      return open(file, KeyedTrailer.read(file), null);
    } catch (IOException e) {
      throw new UncheckedIOException("model store can't be opened: file=" + file, e);
    }
  }

  private static ChronicleKeyedStore open(Path file, KeyedTrailer model, @Nullable WriterLock lock)
      throws IOException {
    ModelSpec spec = new ModelSpec(model.model(), model.layout(), model.link(), ANY, model.form());
    int rowWeights = spec.sparse().weights();
    return new ChronicleKeyedStore(
        file, model, KeyedMap.open(file, model, rowWeights), rowWeights, lock);
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
    return model.model();
  }

  @Override
  public BlockLayout layout() {
    return model.layout();
  }

  @Override
  public Form form() {
    return model.form();
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public int rowWeights() {
    return rowWeights;
  }

  @Override
  public Link link() {
    return model.link();
  }

  @Override
  public SchemaFingerprint features() {
    return model.features();
  }

  @Override
  public long size() {
    long stamp = enter();
    try {
      long[] size = {0};
      map.forEachKey(key -> size[0]++);
      return size[0];
    } finally {
      open.unlockRead(stamp);
    }
  }

  @Override
  public Optional<BlockHeader> header(int block) {
    long stamp = enter();
    try {
      return Optional.ofNullable(map.header(block));
    } finally {
      open.unlockRead(stamp);
    }
  }

  @Override
  public Optional<BlockHeader> read(int block, float[] weights) {
    throw byKey();
  }

  @Override
  public float weight(int coordinate) {
    throw byKey();
  }

  @Override
  public ReadStamp weights(int[] coordinates, int count, float[] out) {
    throw byKey();
  }

  @Override
  public void write(BlockHeader header, float[] weights) {
    throw byKey();
  }

  private IllegalStateException byKey() {
    return new IllegalStateException("rows are found by key: file=" + file);
  }

  @Override
  public ReadStamp weights(long[] keys, int count, float[] out) {
    if (count == 0) {
      return new ReadStamp(version(), newestEventTime());
    }
    long version = Long.MAX_VALUE;
    long newest = Example.NO_TIME;
    int last = -1;
    long stamp = enter();
    try {
      for (int i = 0; i < count; i++) {
        int block = layout().blockOf(FeatureKeys.coordinate(keys[i]));
        if (block != last) {
          // Headers are written last, so what they tell of is in the rows that are read next.
          BlockHeader header = map.header(block);
          version = Math.min(version, header == null ? 0 : header.version());
          newest = Math.max(newest, header == null ? newest : header.newestEventTime());
          last = block;
        }
        map.read(keys[i], out, i * rowWeights);
      }
    } finally {
      open.unlockRead(stamp);
    }
    return new ReadStamp(version, newest);
  }

  @Override
  public void write(BlockHeader header, KeyedWeights changes) {
    if (writerLock == null) {
      throw new IllegalStateException("model store is open for reading only: file=" + file);
    }
    long stamp = enter();
    try {
      // Those that go make room for those that come.
      for (long key : changes.whole() ? others(header.block(), changes) : changes.removed()) {
        map.remove(key);
      }
      for (int i = 0; i < changes.keys().length; i++) {
        map.write(changes.keys()[i], changes.weights(), i * rowWeights);
      }
      map.putHeader(header);
    } finally {
      open.unlockRead(stamp);
    }
  }

  private long[] others(int block, KeyedWeights changes) {
    return Arrays.stream(keysOf(block))
        .filter(key -> Arrays.binarySearch(changes.keys(), key) < 0)
        .toArray();
  }

  private long[] keysOf(int block) {
    long[][] keys = {new long[64]};
    int[] size = {0};
    map.forEachKey(
        key -> {
          if (layout().blockOf(FeatureKeys.coordinate(key)) == block) {
            if (size[0] == keys[0].length) {
              keys[0] = Arrays.copyOf(keys[0], 2 * size[0]);
            }
            keys[0][size[0]++] = key;
          }
        });
    long[] found = Arrays.copyOf(keys[0], size[0]);
    Arrays.sort(found);
    return found;
  }

  /** Returns a digest of the features and weights of all blocks, and of their examples. */
  @Override
  public String checksum() {
    MessageDigest digest = ModelDigest.sha256();
    float[] weights = new float[rowWeights];
    long stamp = enter();
    try {
      for (int block = 0; block < blocks(); block++) {
        BlockHeader header = map.header(block);
        digest.update(longBytes(header == null ? 0 : header.examples()));
        for (long key : keysOf(block)) {
          map.read(key, weights, 0);
          digest.update(longBytes(key));
          for (float weight : weights) {
            digest.update(longBytes(Float.floatToIntBits(weight)));
          }
        }
      }
    } finally {
      open.unlockRead(stamp);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] longBytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
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
    return "ChronicleKeyedStore[" + model + " file=" + file + "]";
  }
}
