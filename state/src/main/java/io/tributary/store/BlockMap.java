package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.SchemaFingerprint;
import io.tributary.model.Form;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.hash.impl.VanillaChronicleHash;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapEntry;

/**
 * The Chronicle Map of a store file, and where in memory its entries are. The memory goes when this
 * is closed: reading it afterwards would end the JVM, so the owner must keep readers out first.
 */
final class BlockMap implements AutoCloseable {
  private final Path file;
  private final ChronicleMap<Integer, byte[]> map;
  private final StoreTrailer trailer;

  private BlockMap(Path file, ChronicleMap<Integer, byte[]> map, StoreTrailer trailer) {
    this.file = file;
    this.map = map;
    this.trailer = trailer;
  }

  /**
   * Creates a file with room for all blocks and none of them written; it appears as a whole, and
   * only its owner can read it. A link of its name is replaced, not followed.
   */
  static void create(Path file, ModelSpec spec, SchemaFingerprint features) throws IOException {
    MapFile.create(file, unfinished -> fill(unfinished, spec, features).append(unfinished));
  }

  private static StoreTrailer fill(Path unfinished, ModelSpec spec, SchemaFingerprint features)
      throws IOException {
    StoreIdentity identity = StoreIdentity.of(spec, features);
    byte[] value = new byte[bytesOfBlock(spec)];
    try (ChronicleMap<Integer, byte[]> map =
        builder()
            .name(identity.model())
            .entries(spec.blocks())
            .actualSegments(1)
            .constantValueSizeBySample(value)
            .entryAndValueOffsetAlignment(Long.BYTES)
            .createPersistedTo(unfinished.toFile())) {
      ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
      for (TableSpec table : spec.tables()) {
        for (int block = table.firstBlock(); block < table.endBlock(); block++) {
          Arrays.fill(value, (byte) 0);
          StoredBlockLayout.writeIdentity(bytes, block, identity);
          StoredBlockLayout.writeUnwritten(bytes, table.blockWeights());
          map.put(block, value);
        }
      }
      return trailer(unfinished, map, spec, features);
    }
  }

  /** Returns the bytes of each block: all have the size of the largest. */
  static int bytesOfBlock(ModelSpec spec) {
    int most = 0;
    for (TableSpec table : spec.tables()) {
      most = Math.max(most, table.blockWeights());
    }
    return StoredBlockLayout.size(most);
  }

  private static StoreTrailer trailer(
      Path unfinished,
      ChronicleMap<Integer, byte[]> map,
      ModelSpec spec,
      SchemaFingerprint features)
      throws IOException {
    VanillaChronicleHash<?, ?, ?, ?> memory = (VanillaChronicleHash<?, ?, ?, ?>) map;
    long[] offsets = new long[spec.blocks()];
    for (int block = 0; block < offsets.length; block++) {
      offsets[block] = memory(unfinished, map, block).addressForRead(0) - memory.bsAddress();
    }
    return new StoreTrailer(
        Files.size(unfinished),
        memory.segmentHeaderAddress(0) - memory.bsAddress(),
        bytesOfBlock(spec),
        offsets,
        features,
        spec.form());
  }

  /**
   * Opens a file that {@link #create} wrote.
   *
   * @throws WrongStoreException when it did not, or an earlier version of it
   * @throws CorruptDataException when it does not hold what was written
   */
  static BlockMap open(Path file) throws IOException {
    // Chronicle would create an absent file, and wait a minute for an empty one to be filled.
    if (!Files.isRegularFile(file) || Files.size(file) == 0) {
      throw new NoSuchFileException(file.toString(), null, "there is no model store");
    }
    // It would take any other file for one that is still being created, and wait a minute, too.
    if (!MapFile.hasHeader(file) && !StoreTrailer.isAtEndOf(file)) {
      throw new WrongStoreException("file is no model store: file=" + file);
    }
    StoreTrailer trailer = StoreTrailer.verify(file);
    try {
      return new BlockMap(file, builder().createPersistedTo(file.toFile()), trailer);
    } catch (IllegalStateException e) {
      throw Damage.in(file, "found=" + e.getMessage());
    }
  }

  private static ChronicleMapBuilder<Integer, byte[]> builder() {
    // Closing at the exit of the JVM would pull the memory from under threads that still score.
    return ChronicleMapBuilder.of(Integer.class, byte[].class).skipCloseOnExitHook(true);
  }

  /** Returns the number of blocks. */
  int blocks() {
    return trailer.blockOffsets().length;
  }

  /** Returns what the model computes. */
  Form form() {
    return trailer.form();
  }

  /** Returns the features of the model. */
  SchemaFingerprint features() {
    return trailer.features();
  }

  /**
   * Returns the bytes of a block, in place.
   *
   * @throws CorruptDataException when the file has no such block
   */
  ByteBuffer bytes(int block) {
    PointerBytesStore memory = memory(file, map, block);
    if (memory.capacity() != trailer.blockBytes()) {
      throw Damage.inBlock(
          file, block, "bytes=" + memory.capacity() + " expected=" + trailer.blockBytes());
    }
    return memory.toTemporaryDirectByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static PointerBytesStore memory(Path file, ChronicleMap<Integer, byte[]> map, int block) {
    try (ExternalMapQueryContext<Integer, byte[], ?> context = map.queryContext(block)) {
      context.readLock().lock();
      MapEntry<Integer, byte[]> entry = context.entry();
      if (entry == null) {
        throw Damage.inBlock(file, block, "nothing");
      }
      Data<byte[]> value = entry.value();
      PointerBytesStore memory = new PointerBytesStore();
      memory.set(value.bytes().addressForRead(value.offset()), value.size());
      return memory;
    }
  }

  @Override
  public void close() {
    map.close();
  }
}
