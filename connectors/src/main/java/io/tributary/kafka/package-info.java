/**
 * The topics of a model and the settings to reach Kafka. Nothing here knows Flink: serving and
 * commands use it, too.
 */
@NullMarked
package io.tributary.kafka;

import org.jspecify.annotations.NullMarked;
