package io.tributary.kafka;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.model.BlockMessage;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The messages that the replicas of one process have decoded lately. All of them receive the same
 * ones at about the same time, so that the first decodes and the others share: messages are
 * immutable. Thread safe.
 */
public final class DecodedUpdates {
  private static final int REMEMBERED = 16;

  private record Decoded(byte[] bytes, WeakReference<BlockMessage> message) {}

  private final AtomicReferenceArray<@Nullable Decoded> recent =
      new AtomicReferenceArray<>(REMEMBERED);

  DecodedUpdates() {}

  /**
   * Returns the message in a record of the updates topic, which must not change afterwards.
   *
   * @throws IOException when it can't be read
   */
  public BlockMessage decode(byte[] record) throws IOException {
    int slot = slotOf(record);
    Decoded known = recent.get(slot);
    if (known != null && Arrays.equals(known.bytes, record)) {
      BlockMessage message = known.message.get();
      if (message != null) {
        return message;
      }
    }
    BlockMessage message = read(record);
    recent.set(slot, new Decoded(record, new WeakReference<>(message)));
    return message;
  }

  /** The head tells messages apart: kind, block, generation and version. */
  private static int slotOf(byte[] record) {
    int hash = record.length;
    for (int i = 0; i < Math.min(record.length, 24); i++) {
      hash = 31 * hash + record[i];
    }
    return (hash ^ hash >>> 16) & REMEMBERED - 1;
  }

  private static BlockMessage read(byte[] record) throws IOException {
    try {
      return BlockMessageCodec.INSTANCE.decode(new ByteReader(record));
    } catch (RuntimeException e) {
      // A replica that skipped an update would learn on a model that is nobody else's: stop
      // instead.
      throw new IOException("unreadable update: bytes=" + record.length, e);
    }
  }
}
