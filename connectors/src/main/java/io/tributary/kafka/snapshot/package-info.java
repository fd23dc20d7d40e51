/**
 * What a checkpoint or savepoint belongs to, kept with the state of the source of examples, so that
 * the wrong one is refused.
 */
@NullMarked
package io.tributary.kafka.snapshot;

import org.jspecify.annotations.NullMarked;
