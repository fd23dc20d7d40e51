package io.tributary.rejected;

import io.tributary.example.RejectReason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be used.
 *
 * @param topic the topic it came from
 * @param partition the partition it came from
 * @param offset its offset there
 * @param timestamp milliseconds since the epoch that Kafka gave it
 * @param reason why, for programs
 * @param detail why, for people
 * @param key its key, or null
 * @param value its value, or null
 * @param truncated whether the value is only its beginning
 */
public record RejectedRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    RejectReason reason,
    String detail,
    byte @Nullable [] key,
    byte @Nullable [] value,
    boolean truncated) {
  /** Creates one with its whole value. */
  public RejectedRecord(
      String topic,
      int partition,
      long offset,
      long timestamp,
      RejectReason reason,
      String detail,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    this(topic, partition, offset, timestamp, reason, detail, key, value, false);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RejectedRecord that
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && timestamp == that.timestamp
        && reason == that.reason
        && detail.equals(that.detail)
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value)
        && truncated == that.truncated;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * topic.hashCode() + partition) + Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return "RejectedRecord[topic="
        + topic
        + " partition="
        + partition
        + " offset="
        + offset
        + " reason="
        + reason.code()
        + " detail="
        + detail
        + "]";
  }
}
