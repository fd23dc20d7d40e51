package io.tributary.session;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been opened so far, to close when opening the next fails. */
final class Closers {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  /** Closes all, the last one first. */
  void close() {
    for (AutoCloseable closeable : opened) {
      try {
        closeable.close();
      } catch (Exception e) {
        // The failure that led here is the one to tell.
      }
    }
  }
}
