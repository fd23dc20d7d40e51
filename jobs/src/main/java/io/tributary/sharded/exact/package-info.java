/**
 * Tables whose rows are found by a 64-bit key, without collisions: a key is given a row when it has
 * been seen often enough, and loses it when it has not been seen for long. Plain Java, without
 * Flink.
 */
@NullMarked
package io.tributary.sharded.exact;

import org.jspecify.annotations.NullMarked;
