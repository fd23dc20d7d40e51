package io.tributary.tracking;

import java.io.IOException;

/** A tracker refuses what it was told, and would refuse it again. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1;

  RefusedException(String message) {
    super(message);
  }
}
