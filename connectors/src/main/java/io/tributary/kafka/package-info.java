/** Kafka sources and sinks of the training job, and the settings to reach Kafka. */
@NullMarked
package io.tributary.kafka;

import org.jspecify.annotations.NullMarked;
