package io.tributary.kafka;

import org.jspecify.annotations.Nullable;

/**
 * A record as Kafka gave it.
 *
 * @param timestamp when it was sent, ms since the epoch
 * @param key its key, or null
 * @param value its value, or null
 */
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value) {}
