package io.tributary.store;

import io.tributary.example.SchemaFingerprint;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.FormText;
import io.tributary.model.Link;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.algo.hashing.LongHashFunction;

/**
 * What a store whose rows are found by key ends with, behind what Chronicle Map has written: which
 * model it is of. It is looked at before Chronicle maps the file. Numbers are little-endian:
 *
 * <pre>
 *       0 | text, UTF-8: name of the model, zero, code of the link, zero, fingerprint of the
 *         | features, zero, form
 * end-48  | length of Chronicle's part 8 | bits 4 | blocks 4 | most features 4
 *         | length of the text 4
 * end-24  | checksum 8: xxHash64 of all of this before
 * end-16  | layout version 8 | magic 8 "TRIBKEYS"
 * </pre>
 *
 * @param mapLength how much of the file is Chronicle's
 * @param model name of the model
 * @param layout its blocks
 * @param maxFeatures how many features there is room for
 * @param link how its margin becomes a prediction
 * @param features the model's features
 * @param form what it computes
 */
record KeyedTrailer(
    long mapLength,
    String model,
    BlockLayout layout,
    int maxFeatures,
    Link link,
    SchemaFingerprint features,
    Form form) {
  private static final long VERSION = 1;
  private static final long MAGIC =
      ByteBuffer.wrap("TRIBKEYS".getBytes(StandardCharsets.US_ASCII))
          .order(ByteOrder.LITTLE_ENDIAN)
          .getLong();
  private static final String SEPARATOR = "\0";
  private static final int FIXED = 48;
  private static final int CHECKED = 24;
  private static final int MAX_TEXT_BYTES = 1 << 24;

  private ByteBuffer bytes() {
    byte[] text =
        String.join(SEPARATOR, model, link.name(), features.text(), form.text())
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(text.length + FIXED).order(ByteOrder.LITTLE_ENDIAN);
    out.put(text).putLong(mapLength).putInt(layout.bits()).putInt(layout.blocks());
    out.putInt(maxFeatures).putInt(text.length);
    out.putLong(hash(out, out.position())).putLong(VERSION).putLong(MAGIC);
    return out.flip();
  }

  private static long hash(ByteBuffer bytes, int length) {
    return LongHashFunction.xx_r39().hashBytes(bytes, 0, length);
  }

  /** Ends a file that Chronicle has written. */
  void append(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = bytes();
      channel.position(mapLength);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Returns true when a file ends like such a store. */
  static boolean isAtEndOf(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      return size >= FIXED && read(channel, size - Long.BYTES, Long.BYTES).getLong(0) == MAGIC;
    }
  }

  /**
   * Reads the trailer of a file.
   *
   * @throws WrongStoreException when the file is of another layout
   * @throws io.tributary.codec.CorruptDataException when it does not hold what was written
   */
  static KeyedTrailer read(Path file) throws IOException {
    if (!isAtEndOf(file)) {
      throw Damage.otherLayout(file, "found=no end of a store by key");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer fixed = read(channel, size - FIXED, FIXED);
      if (fixed.getLong(32) != VERSION) {
        throw Damage.otherLayout(file, "layout=" + fixed.getLong(32) + " allowedLayout=" + VERSION);
      }
      int length = fixed.getInt(20);
      if (length < 0 || length > MAX_TEXT_BYTES || fixed.getLong(0) != size - FIXED - length) {
        throw Damage.in(file, "found=lengths that do not fit its end");
      }
      ByteBuffer all = read(channel, size - FIXED - length, FIXED + length);
      if (all.getLong(all.capacity() - CHECKED) != hash(all, all.capacity() - CHECKED)) {
        throw Damage.in(file, "found=checksum of its end does not match");
      }
      byte[] text = new byte[length];
      all.get(text);
      String[] texts = new String(text, StandardCharsets.UTF_8).split(SEPARATOR, -1);
      return new KeyedTrailer(
          fixed.getLong(0),
          texts[0],
          new BlockLayout(fixed.getInt(8), fixed.getInt(12)),
          fixed.getInt(16),
          Link.valueOf(texts[1]),
          SchemaFingerprint.ofText(texts[2]),
          FormText.read(texts[3]));
    }
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

  /** Returns true when another file's model is the same. */
  boolean isOfSameModel(KeyedTrailer other) {
    return model.equals(other.model)
        && layout.equals(other.layout)
        && maxFeatures == other.maxFeatures
        && link == other.link
        && form.text().equals(other.form.text());
  }

  @Override
  public String toString() {
    return "model="
        + model
        + " blocks="
        + layout.blocks()
        + " maxFeatures="
        + maxFeatures
        + " link="
        + link
        + " form="
        + form.text();
  }
}
