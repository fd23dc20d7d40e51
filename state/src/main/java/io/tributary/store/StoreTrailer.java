package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.SchemaFingerprint;
import io.tributary.model.Form;
import io.tributary.model.FormText;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import net.openhft.chronicle.algo.hashing.LongHashFunction;

/**
 * What a store file ends with, behind what Chronicle Map has written: where the blocks are, what
 * the model's features are, and a checksum of all that never changes once the file is there. It is
 * looked at before Chronicle maps the file, because Chronicle trusts what it finds: it would wait a
 * minute for a lock that nobody holds, or read where there is nothing. Numbers are little-endian:
 *
 * <pre>
 *       0 | offset of the bytes of each block in the file, 8 * blocks
 *         | text of the fingerprint of the features, UTF-8; and of a model that is not linear with
 *         | one output, a zero and the text of its form
 * end-64  | length of Chronicle's part 8 | offset of Chronicle's lock 8 | size of a block's bytes 8
 *         | length of the text 4 | blocks 4
 * end-32  | checksum 8: xxHash64 of Chronicle's part without blocks and lock
 * end-24  | checksum 8: xxHash64 of all of this before
 * end-16  | layout version 8 | magic 8 "TRIBSTOR"
 * </pre>
 *
 * @param mapLength how much of the file is Chronicle's
 * @param lockOffset where Chronicle's lock is, whose 8 bytes change when a process opens the file
 * @param blockBytes size of a block's bytes
 * @param blockOffsets where they are
 * @param features the model's features
 * @param form what the model computes
 */
record StoreTrailer(
    long mapLength,
    long lockOffset,
    long blockBytes,
    long[] blockOffsets,
    SchemaFingerprint features,
    Form form) {
  static final long VERSION = 2;

  private static final long MAGIC =
      ByteBuffer.wrap("TRIBSTOR".getBytes(StandardCharsets.US_ASCII))
          .order(ByteOrder.LITTLE_ENDIAN)
          .getLong();
  private static final char SEPARATOR = 0;
  private static final int FIXED = 64;
  private static final int CHECKED = 24;
  private static final int CHUNK = 1 << 16;
  private static final int MAX_TEXT_BYTES = 1 << 24;

  // A process that was killed while it opened the file leaves its mark; more is no lock.
  private static final long MOST_KILLED = 1 << 16;

  /** Returns the bytes of the trailer of a file whose part of Chronicle's has this checksum. */
  ByteBuffer bytes(long mapChecksum) {
    String ofForm = form.equals(Form.linear()) ? "" : SEPARATOR + form.text();
    byte[] text = (features.text() + ofForm).getBytes(StandardCharsets.UTF_8);
    int size = Long.BYTES * blockOffsets.length + text.length + FIXED;
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (long offset : blockOffsets) {
      out.putLong(offset);
    }
    out.put(text).putLong(mapLength).putLong(lockOffset).putLong(blockBytes);
    out.putInt(text.length).putInt(blockOffsets.length).putLong(mapChecksum);
    out.putLong(hash(0, out, out.position())).putLong(VERSION).putLong(MAGIC);
    return out.flip();
  }

  /** Ends a file that Chronicle has written. */
  void append(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = bytes(mapChecksum(channel));
      channel.position(mapLength);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Returns true when a file ends like a store, whatever else is in it. */
  static boolean isAtEndOf(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      return size >= FIXED && read(channel, size - Long.BYTES, Long.BYTES).getLong(0) == MAGIC;
    }
  }

  /**
   * Reads the trailer of a file, and makes sure that all is there that never changes.
   *
   * @throws CorruptDataException when it is not
   */
  static StoreTrailer verify(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer fixed = fixed(file, channel);
      int textLength = fixed.getInt(24);
      int blocks = fixed.getInt(28);
      long length = FIXED + (long) textLength + (long) Long.BYTES * blocks;
      long mapLength = fixed.getLong(0);
      if (textLength < 0
          || textLength > MAX_TEXT_BYTES
          || blocks < 1
          || length > Integer.MAX_VALUE
          || mapLength != channel.size() - length) {
        throw Damage.in(file, "found=lengths that do not fit its end");
      }
      ByteBuffer all = read(channel, mapLength, (int) length);
      if (all.getLong(all.capacity() - CHECKED) != hash(0, all, all.capacity() - CHECKED)) {
        throw Damage.in(file, "found=checksum of its end does not match");
      }
      long[] offsets = new long[blocks];
      all.asLongBuffer().get(offsets);
      byte[] bytes = new byte[textLength];
      all.get(Long.BYTES * blocks, bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      int separator = text.indexOf(SEPARATOR);
      StoreTrailer trailer =
          new StoreTrailer(
              mapLength,
              fixed.getLong(8),
              fixed.getLong(16),
              offsets,
              SchemaFingerprint.ofText(separator < 0 ? text : text.substring(0, separator)),
              form(file, separator < 0 ? "" : text.substring(separator + 1)));
      trailer.requireMap(file, channel, fixed.getLong(32));
      return trailer;
    }
  }

  private static Form form(Path file, String text) {
    try {
      return FormText.read(text);
    } catch (IllegalArgumentException e) {
      throw Damage.in(file, "found=" + e.getMessage());
    }
  }

  private static ByteBuffer fixed(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < FIXED) {
      throw Damage.in(file, "bytes=" + size + " found=no end");
    }
    ByteBuffer fixed = read(channel, size - FIXED, FIXED);
    if (fixed.getLong(56) != MAGIC) {
      throw Damage.otherLayout(file, "bytes=" + size + " allowedLayout=" + VERSION);
    }
    long version = fixed.getLong(48);
    if (version != VERSION) {
      throw Damage.otherLayout(file, "layout=" + version + " allowedLayout=" + VERSION);
    }
    return fixed;
  }

  private void requireMap(Path file, FileChannel channel, long expected) throws IOException {
    if (mapChecksum(channel) != expected) {
      throw Damage.in(file, "found=checksum of what is around the blocks does not match");
    }
    long lock = read(channel, lockOffset, Long.BYTES).getLong(0);
    if (lock < 0 || lock > MOST_KILLED) {
      throw Damage.in(file, "found=a lock that nobody can hold: lock=" + lock);
    }
  }

  private long mapChecksum(FileChannel channel) throws IOException {
    long[] parts = Arrays.copyOf(blockOffsets, blockOffsets.length + 1);
    parts[blockOffsets.length] = lockOffset;
    Arrays.sort(parts);
    long checksum = 0;
    long at = 0;
    for (long part : parts) {
      checksum = hash(checksum, channel, at, part);
      at = part + (part == lockOffset ? Long.BYTES : blockBytes);
    }
    return hash(checksum, channel, at, mapLength);
  }

  private static long hash(long seed, FileChannel channel, long from, long to) throws IOException {
    long checksum = seed;
    for (long at = from; at < to; at += CHUNK) {
      ByteBuffer chunk = read(channel, at, (int) Math.min(CHUNK, to - at));
      checksum = hash(checksum, chunk, chunk.capacity());
    }
    return checksum;
  }

  private static long hash(long seed, ByteBuffer bytes, int length) {
    return LongHashFunction.xx_r39(seed).hashBytes(bytes, 0, length);
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException("file ends too early: offset=" + (from + buffer.position()));
      }
    }
    return buffer.flip();
  }
}
