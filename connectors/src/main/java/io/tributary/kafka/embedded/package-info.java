/**
 * A Kafka broker inside this JVM, for tests, demonstrations and benchmarks. It needs the optional
 * dependencies {@code kafka_2.13}, {@code kafka-metadata} and {@code kafka-server}; nothing else
 * here does.
 */
@NullMarked
package io.tributary.kafka.embedded;

import org.jspecify.annotations.NullMarked;
