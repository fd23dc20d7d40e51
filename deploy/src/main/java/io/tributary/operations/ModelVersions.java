package io.tributary.operations;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The checkpoints and savepoints of a model, each a version to go on from. One is complete when it
 * has its metadata, which Flink writes last.
 */
public final class ModelVersions {
  private static final String METADATA = "_metadata";
  private static final Comparator<Version> BY_AGE = Comparator.comparingLong(Version::millis);

  private ModelVersions() {}

  /**
   * A complete checkpoint or savepoint.
   *
   * @param path where it is
   * @param millis when it was completed, ms since the epoch
   */
  public record Version(String path, long millis) {}

  /**
   * Returns the newest version.
   *
   * @param checkpoints directory of the model's checkpoints, with a directory per job
   * @param savepoints directory of the model's savepoints
   * @param others paths of other savepoints
   */
  public static Optional<Version> newest(
      Optional<String> checkpoints, Optional<String> savepoints, List<String> others)
      throws IOException {
    List<Version> versions = new ArrayList<>();
    if (checkpoints.isPresent()) {
      for (Path job : directories(new Path(checkpoints.get()))) {
        for (Path checkpoint : directories(job)) {
          if (checkpoint.getName().startsWith("chk-")) {
            find(checkpoint).ifPresent(versions::add);
          }
        }
      }
    }
    if (savepoints.isPresent()) {
      for (Path savepoint : directories(new Path(savepoints.get()))) {
        find(savepoint).ifPresent(versions::add);
      }
    }
    for (String other : others) {
      find(new Path(other)).ifPresent(versions::add);
    }
    return versions.stream().max(BY_AGE);
  }

  /** Returns true when a path leads to a complete checkpoint or savepoint. */
  public static boolean isComplete(String path) throws IOException {
    return find(new Path(path)).isPresent();
  }

  /** Returns true for paths in the file system of hosts, which another host may not see. */
  public static boolean isLocal(String path) {
    String scheme = URI.create(path.replace(' ', '_')).getScheme();
    return scheme == null || scheme.equals("file");
  }

  /** Returns the path of this host that a path or URI of it stands for. */
  static java.nio.file.Path localPath(String path) {
    return path.startsWith("file:")
        ? java.nio.file.Path.of(URI.create(path.replace(" ", "%20")).getPath())
        : java.nio.file.Path.of(path);
  }

  private static List<Path> directories(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try {
      FileStatus[] statuses = directory.getFileSystem().listStatus(directory);
      for (FileStatus status : statuses == null ? new FileStatus[0] : statuses) {
        if (status.isDir()) {
          found.add(status.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      // Nothing was written yet, or it is being removed.
    }
    return found;
  }

  private static Optional<Version> find(Path directory) throws IOException {
    Path metadata =
        directory.getName().equals(METADATA) ? directory : new Path(directory, METADATA);
    FileSystem files = directory.getFileSystem();
    try {
      long millis = files.getFileStatus(metadata).getModificationTime();
      return Optional.of(new Version(directory.toString(), millis));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
