package io.tributary.training;

import io.tributary.example.RejectReason;
import org.jspecify.annotations.Nullable;

/**
 * Records that could not be used for one reason.
 *
 * @param reason why
 * @param count how many
 * @param first one of them, mostly the first; or null when it is shown elsewhere
 */
public record Rejection(RejectReason reason, long count, @Nullable RejectedSample first) {
  /** Returns both together. */
  Rejection plus(Rejection other) {
    return new Rejection(reason, count + other.count, first != null ? first : other.first);
  }
}
