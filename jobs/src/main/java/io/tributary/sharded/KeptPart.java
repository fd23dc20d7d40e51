package io.tributary.sharded;

import io.tributary.sharded.ShardMessage.Part;
import org.jspecify.annotations.Nullable;

/**
 * A part that waits for its errors.
 *
 * @param part the part
 * @param sums what its members came to in the forward step, or null before that
 */
record KeptPart(Part part, float @Nullable [] sums) {}
