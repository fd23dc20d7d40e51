package io.tributary.format;

import org.jspecify.annotations.Nullable;

/** A data file that can't be read. The message names the file and, where known, the line. */
public final class DataFileException extends RuntimeException {
  /** Creates one with a message of a lower-case fact and name=value pairs. */
  public DataFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
