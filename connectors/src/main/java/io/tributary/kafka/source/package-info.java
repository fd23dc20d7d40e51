/** Flink's sources and sinks on the topics of a model. */
@NullMarked
package io.tributary.kafka.source;

import org.jspecify.annotations.NullMarked;
