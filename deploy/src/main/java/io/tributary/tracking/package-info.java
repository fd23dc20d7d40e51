/**
 * Tells experiment trackers how runs go: MLflow and Comet. What is told waits in a bounded spool on
 * disk, from which a thread of its own sends it, so that no tracker slows or stops training.
 */
@NullMarked
package io.tributary.tracking;

import org.jspecify.annotations.NullMarked;
