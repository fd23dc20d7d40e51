package io.tributary.operations;

import io.tributary.config.PipelineFile;
import io.tributary.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads pipeline files that people name. */
public final class PipelineFiles {
  private PipelineFiles() {}

  /**
   * Reads a pipeline file.
   *
   * @throws UsageException when it is not there or can't be read
   */
  public static PipelineFile read(Path file) {
    if (!Files.exists(file)) {
      throw new UsageException("pipeline file does not exist: file=" + file);
    }
    try {
      return PipelineFile.read(file);
    } catch (IOException e) {
      throw new UsageException("pipeline file can't be read: file=" + file, e);
    }
  }
}
