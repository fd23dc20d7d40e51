package io.tributary.cli;

import io.tributary.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The jar that a job is submitted with. */
final class JobJar {
  private static final String HOME = "tributary.home";

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The job jar; by default the distribution's.")
  private @Nullable Path jar;

  /** Returns the jar, which is there. */
  Path file() {
    Path file = jar != null ? jar : ofDistribution();
    if (!Files.isRegularFile(file)) {
      throw new UsageException("job jar does not exist: --jar=" + file);
    }
    return file.toAbsolutePath();
  }

  private static Path ofDistribution() {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new UsageException("job jar is not known, name it with --jar FILE");
    }
    return Path.of(home, "job", "tributary-job.jar");
  }
}
