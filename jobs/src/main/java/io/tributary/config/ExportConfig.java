package io.tributary.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the model is served from.
 *
 * @param store file of the Chronicle Map store
 * @param flushInterval least time between two writes of a block to the store
 */
public record ExportConfig(Path store, Duration flushInterval) {
  /** Returns the same export to another file. */
  public ExportConfig withStore(Path file) {
    return new ExportConfig(file, flushInterval);
  }

  /** Returns the same export that writes a block no more often than this. */
  public ExportConfig notMoreOftenThan(Duration interval) {
    return flushInterval.compareTo(interval) < 0 ? new ExportConfig(store, interval) : this;
  }
}
