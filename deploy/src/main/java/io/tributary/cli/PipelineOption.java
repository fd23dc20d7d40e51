package io.tributary.cli;

import io.tributary.config.PipelineFile;
import io.tributary.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the pipeline file that a command names. */
final class PipelineOption {
  private PipelineOption() {}

  static PipelineFile read(Path file) {
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
