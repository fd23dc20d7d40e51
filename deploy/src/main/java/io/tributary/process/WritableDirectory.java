package io.tributary.process;

import io.tributary.failure.UsageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that is written to later, and had better be seen to be one at once. */
public final class WritableDirectory {
  private WritableDirectory() {}

  /**
   * Creates a directory that is absent, and tries to write in it.
   *
   * @throws UsageException when it can't be
   */
  public static void require(String option, Path directory) {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".tributary", ""));
    } catch (FileAlreadyExistsException e) {
      throw new UsageException("not a directory: " + option + "=" + directory, e);
    } catch (IOException e) {
      throw new UsageException(
          "directory can't be written: "
              + option
              + "="
              + directory
              + " cause="
              + e.getClass().getSimpleName(),
          e);
    }
  }
}
