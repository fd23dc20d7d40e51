package io.tributary.kafka.loop;

import io.tributary.kafka.decoding.InputRecord;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The updates that the replicas of one process have decoded lately. All replicas receive the same
 * records at about the same time. The first replica decodes a record, and the others share the
 * message, which is immutable. Thread safe.
 */
public final class DecodedUpdates {
  private static final int REMEMBERED = 16;

  private record Decoded(byte[] bytes, WeakReference<InputRecord> message) {}

  private final AtomicReferenceArray<@Nullable Decoded> recent =
      new AtomicReferenceArray<>(REMEMBERED);

  DecodedUpdates() {}

  /**
   * Returns what is in a record of the updates topic.
   *
   * @param record as {@link UpdateBytes} passes it on; it must not change afterwards
   * @param updates who reads it
   */
  public InputRecord decode(byte[] record, CheckedUpdates updates) {
    int slot = slotOf(record);
    Decoded known = recent.get(slot);
    if (known != null && Arrays.equals(known.bytes, record)) {
      InputRecord message = known.message.get();
      if (message != null) {
        return message;
      }
    }
    InputRecord message =
        updates.read(
            UpdateBytes.partition(record), UpdateBytes.offset(record), UpdateBytes.value(record));
    recent.set(slot, new Decoded(record, new WeakReference<>(message)));
    return message;
  }

  /** The offset tells records apart. */
  private static int slotOf(byte[] record) {
    return (int) UpdateBytes.offset(record) & REMEMBERED - 1;
  }
}
