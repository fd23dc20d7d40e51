/**
 * A failure campaign: trains on a local cluster of real processes while it kills, pauses and
 * rescales, and checks that nothing was lost or repeated. {@link io.tributary.chaos.Campaign} tells
 * the story from beginning to end.
 */
@NullMarked
package io.tributary.chaos;

import org.jspecify.annotations.NullMarked;
