package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapEntry;

/**
 * The Chronicle Map of a store file, and where in memory its entries are. The memory goes when this
 * is closed: reading it afterwards would end the JVM, so the owner must keep readers out first.
 */
final class BlockMap implements AutoCloseable {
  private static final int HEADER_OFFSET = 12;
  private static final String HEADER = "!net.openhft.chronicle.map.";

  private final ChronicleMap<Integer, byte[]> map;

  private BlockMap(ChronicleMap<Integer, byte[]> map) {
    this.map = map;
  }

  /** Creates a file with room for all blocks and none of them written; it appears as a whole. */
  static void create(Path file, StoreIdentity identity) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    byte[] value = new byte[StoredBlockLayout.size(identity.layout())];
    try (ChronicleMap<Integer, byte[]> map =
        builder()
            .name(identity.model())
            .entries(identity.layout().blocks())
            .actualSegments(1)
            .constantValueSizeBySample(value)
            .entryAndValueOffsetAlignment(Long.BYTES)
            .createPersistedTo(unfinished.toFile())) {
      ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
      for (int block = 0; block < identity.layout().blocks(); block++) {
        StoredBlockLayout.writeIdentity(bytes, block, identity);
        map.put(block, value);
      }
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Opens a file that {@link #create} wrote. */
  static BlockMap open(Path file) throws IOException {
    // Chronicle would create an absent file, and wait a minute for an empty one to be filled.
    if (!Files.isRegularFile(file) || Files.size(file) == 0) {
      throw new NoSuchFileException(file.toString(), null, "there is no model store");
    }
    requireHeader(file);
    return new BlockMap(builder().createPersistedTo(file.toFile()));
  }

  // Chronicle would take any other file for one that is still being created, and wait a minute.
  private static void requireHeader(Path file) throws IOException {
    byte[] expected = HEADER.getBytes(StandardCharsets.US_ASCII);
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(HEADER_OFFSET);
      if (!Arrays.equals(expected, in.readNBytes(expected.length))) {
        throw new CorruptDataException("file is no model store: file=" + file);
      }
    } catch (EOFException e) {
      throw new CorruptDataException("file is no model store: file=" + file);
    }
  }

  private static ChronicleMapBuilder<Integer, byte[]> builder() {
    // Closing at the exit of the JVM would pull the memory from under threads that still score.
    return ChronicleMapBuilder.of(Integer.class, byte[].class).skipCloseOnExitHook(true);
  }

  /**
   * Returns the bytes of a block, in place.
   *
   * @throws CorruptDataException when the file has no such block
   */
  ByteBuffer bytes(int block) {
    try (ExternalMapQueryContext<Integer, byte[], ?> context = map.queryContext(block)) {
      context.readLock().lock();
      MapEntry<Integer, byte[]> entry = context.entry();
      if (entry == null) {
        throw new CorruptDataException("model store lacks a block: block=" + block);
      }
      Data<byte[]> value = entry.value();
      PointerBytesStore memory = new PointerBytesStore();
      memory.set(value.bytes().addressForRead(value.offset()), value.size());
      ByteBuffer bytes = memory.toTemporaryDirectByteBuffer();
      return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @Override
  public void close() {
    map.close();
  }
}
