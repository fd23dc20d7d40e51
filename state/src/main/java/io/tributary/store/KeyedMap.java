package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;
import net.openhft.chronicle.algo.hashing.LongHashFunction;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The Chronicle Map of a store whose rows are found by key. Chronicle's locks, which all processes
 * share, keep each entry whole. An entry is a feature's weights or a block's header, each behind a
 * checksum; little-endian:
 *
 * <pre>
 * feature  | checksum 4: of key and weights, by xxHash64 | weight 4 * weights of a row |
 * block    | checksum 4 | generation 8 | version 8 | newestEventTime 8 | examples 8 | writtenAt 8 |
 * </pre>
 *
 * <p>The key of a block is its number. A feature whose hash is that small has another key, which
 * could only be another feature's hash if these collided anyway.
 */
final class KeyedMap implements AutoCloseable {
  private static final int CHECKSUM = Integer.BYTES;
  private static final int HEADER_BYTES = CHECKSUM + 5 * Long.BYTES;
  private static final long RESERVED = 1 << 16;
  private static final long ELSEWHERE = 1L << 33;

  private final Path file;
  private final ChronicleMap<Long, byte[]> map;
  private final int rowWeights;

  private KeyedMap(Path file, ChronicleMap<Long, byte[]> map, int rowWeights) {
    this.file = file;
    this.map = map;
    this.rowWeights = rowWeights;
  }

  /** Creates a file without features; it appears as a whole, and only its owner can read it. */
  static void create(Path file, ModelSpec spec, KeyedTrailer model) throws IOException {
    MapFile.create(
        file,
        unfinished -> {
          fill(unfinished, spec.sparse(), model);
          new KeyedTrailer(
                  Files.size(unfinished),
                  model.model(),
                  model.layout(),
                  model.maxFeatures(),
                  model.link(),
                  model.features(),
                  model.form())
              .append(unfinished);
        });
  }

  private static void fill(Path unfinished, TableSpec table, KeyedTrailer model)
      throws IOException {
    int blocks = model.layout().blocks();
    // Each block may have one feature more than its share, and segments fill unevenly.
    long entries = model.maxFeatures() + 2L * blocks;
    ChronicleMap<Long, byte[]> map =
        builder()
            .name(model.model())
            .entries(entries + entries / 20 + 64)
            .averageValueSize(CHECKSUM + Float.BYTES * (double) table.weights())
            .createPersistedTo(unfinished.toFile());
    map.close();
  }

  /**
   * Opens a file that {@link #create} wrote.
   *
   * @throws CorruptDataException when it does not hold what was written
   */
  static KeyedMap open(Path file, KeyedTrailer trailer, int rowWeights) throws IOException {
    // Chronicle would take any other file for one that is being created, and wait a minute.
    if (trailer.mapLength() < MapFile.HEADER_OFFSET || !MapFile.hasHeader(file)) {
      throw Damage.in(file, "found=no map");
    }
    try {
      return new KeyedMap(file, builder().createPersistedTo(file.toFile()), rowWeights);
    } catch (IllegalStateException e) {
      throw Damage.in(file, "found=" + e.getMessage());
    }
  }

  private static ChronicleMapBuilder<Long, byte[]> builder() {
    // Closing at the exit of the JVM would pull the memory from under threads that still score.
    return ChronicleMapBuilder.of(Long.class, byte[].class).skipCloseOnExitHook(true);
  }

  private static long entryKey(long key) {
    return key >= 0 && key < RESERVED ? key | ELSEWHERE : key;
  }

  private static int checksum(long key, ByteBuffer value) {
    return (int)
        LongHashFunction.xx_r39(key).hashBytes(value, CHECKSUM, value.capacity() - CHECKSUM);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private @Nullable ByteBuffer get(long key, int bytes) {
    byte[] value = map.get(key);
    if (value == null) {
      return null;
    }
    ByteBuffer read = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    if (value.length != bytes || read.getInt(0) != checksum(key, read)) {
      throw Damage.in(file, "key=" + key + " bytes=" + value.length + " found=wrong checksum");
    }
    return read;
  }

  private void put(long key, ByteBuffer value) {
    value.putInt(0, checksum(key, value));
    byte[] bytes = new byte[value.capacity()];
    value.get(0, bytes);
    map.put(key, bytes);
  }

  /** Returns what a block says about itself, or null when nothing was written. */
  @Nullable BlockHeader header(int block) {
    ByteBuffer value = get(block, HEADER_BYTES);
    return value == null
        ? null
        : new BlockHeader(
            block,
            value.getLong(CHECKSUM),
            value.getLong(CHECKSUM + 8),
            value.getLong(CHECKSUM + 16),
            value.getLong(CHECKSUM + 24),
            value.getLong(CHECKSUM + 32));
  }

  void putHeader(BlockHeader header) {
    put(
        header.block(),
        buffer(HEADER_BYTES)
            .putLong(CHECKSUM, header.generation())
            .putLong(CHECKSUM + 8, header.version())
            .putLong(CHECKSUM + 16, header.newestEventTime())
            .putLong(CHECKSUM + 24, header.examples())
            .putLong(CHECKSUM + 32, header.writtenAt()));
  }

  /** Reads the weights of a feature; zeros when it has none. */
  void read(long key, float[] out, int at) {
    ByteBuffer value = get(entryKey(key), CHECKSUM + Float.BYTES * rowWeights);
    if (value == null) {
      Arrays.fill(out, at, at + rowWeights, 0);
      return;
    }
    for (int weight = 0; weight < rowWeights; weight++) {
      out[at + weight] = value.getFloat(CHECKSUM + Float.BYTES * weight);
    }
  }

  /** Writes the weights of a feature. */
  void write(long key, float[] weights, int from) {
    ByteBuffer value = buffer(CHECKSUM + Float.BYTES * rowWeights);
    for (int weight = 0; weight < rowWeights; weight++) {
      value.putFloat(CHECKSUM + Float.BYTES * weight, weights[from + weight]);
    }
    try {
      put(entryKey(key), value);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "model store is full: file=" + file + " features=" + map.longSize(), e);
    }
  }

  void remove(long key) {
    map.remove(entryKey(key));
  }

  /** Shows the key of each feature, in no particular order. */
  void forEachKey(LongConsumer consumer) {
    map.forEachEntry(
        entry -> {
          long key = entry.key().get();
          if (key < 0 || key >= RESERVED) {
            consumer.accept(key);
          }
        });
  }

  /** Returns how many features and blocks there are. */
  long size() {
    return map.longSize();
  }

  @Override
  public void close() {
    map.close();
  }
}
