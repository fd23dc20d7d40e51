package io.tributary.operations;

import io.tributary.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a model that one process after the other trains, in a directory of its own,
 * which only one process at a time may have open:
 *
 * <pre>
 * lock           locked while a process has the directory open
 * source         the input that the checkpoints are of, a line
 * elsewhere      paths of savepoints that were written elsewhere, one a line
 * JOB/chk-N      Flink's checkpoints of a process, and its other directories beside them
 * savepoint-X    with which a process has stopped
 * </pre>
 *
 * <p>Nothing else in the directory is touched.
 */
public final class KeptCheckpoints implements AutoCloseable {
  private static final Pattern JOB = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern CHECKPOINT = Pattern.compile("chk-\\d+");
  private static final Pattern SAVEPOINT = Pattern.compile("savepoint-.+");
  private static final String METADATA = "_metadata";
  private static final Comparator<Kept> NEWEST_FIRST =
      Comparator.comparingLong(Kept::millis).reversed();

  private final Path directory;
  private final FileChannel lock;

  private KeptCheckpoints(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * A checkpoint or savepoint.
   *
   * @param path where it is
   * @param millis when it was completed, ms since the epoch
   */
  public record Kept(Path path, long millis) {}

  /**
   * Opens a directory, and creates it, for its owner alone, when it is absent.
   *
   * @throws IllegalStateException when another process has it open
   * @throws UncheckedIOException when it can't be made or written
   */
  @SuppressWarnings("resource") // the lock stays open with what is returned
  public static KeptCheckpoints open(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      PrivateFiles.ownDirectory(absolute);
      FileChannel channel = PrivateFiles.open(absolute.resolve("lock"));
      if (!isLocked(channel)) {
        channel.close();
        throw new IllegalStateException(
            "another process trains the model and keeps its checkpoints there: directory="
                + absolute);
      }
      return new KeptCheckpoints(absolute, channel);
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoints can't be kept there: directory=" + absolute, e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Returns the directory. */
  public Path directory() {
    return directory;
  }

  /** Returns the input that the checkpoints are of, if somebody has said so. */
  public Optional<String> source() {
    return line(directory.resolve("source"));
  }

  private static Optional<String> line(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file).stream().findFirst() : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("file can't be read: file=" + file, e);
    }
  }

  /** Remembers the input that the next checkpoints are of. */
  public void setSource(String source) {
    replace("source", List.of(source));
  }

  /** Remembers a savepoint that was written elsewhere, as one to go on from. */
  public void addElsewhere(String path) {
    List<String> paths = new ArrayList<>(elsewhere());
    paths.add(path);
    replace("elsewhere", paths.subList(Math.max(0, paths.size() - 2), paths.size()));
  }

  private List<String> elsewhere() {
    Path file = directory.resolve("elsewhere");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("file can't be read: file=" + file, e);
    }
  }

  private void replace(String name, List<String> lines) {
    Path file = directory.resolve(name);
    try {
      PrivateFiles.replace(file, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("file can't be written: file=" + file, e);
    }
  }

  /** Returns the newest one that is whole, as what a power failure leaves may not be. */
  public Optional<Kept> newest() {
    return complete().stream().filter(kept -> CheckpointFiles.areWhole(kept.path())).findFirst();
  }

  /** Returns those that have their metadata, the newest first. */
  private List<Kept> complete() {
    List<Path> candidates = new ArrayList<>(own());
    elsewhere().forEach(path -> candidates.add(ModelVersions.localPath(path)));
    List<Kept> complete = new ArrayList<>();
    for (Path candidate : candidates) {
      Path metadata = candidate.resolve(METADATA);
      try {
        if (Files.isRegularFile(metadata)) {
          complete.add(new Kept(candidate, Files.getLastModifiedTime(metadata).toMillis()));
        }
      } catch (IOException e) {
        // Somebody has just removed it.
      }
    }
    complete.sort(NEWEST_FIRST);
    return complete;
  }

  private List<Path> own() {
    List<Path> found = new ArrayList<>(directories(directory, SAVEPOINT));
    for (Path job : directories(directory, JOB)) {
      found.addAll(directories(job, CHECKPOINT));
    }
    return found;
  }

  private static List<Path> directories(Path parent, Pattern name) {
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(child -> name.matcher(child.getFileName().toString()).matches())
          .filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("directory can't be read: directory=" + parent, e);
    }
  }

  /** Deletes all but so many of the newest whole ones; for when no job runs. */
  public void prune(int most) {
    Set<Path> stay = new HashSet<>();
    complete().stream()
        .filter(kept -> CheckpointFiles.areWhole(kept.path()))
        .limit(most)
        .forEach(kept -> stay.add(kept.path()));
    own().stream().filter(path -> !stay.contains(path)).forEach(KeptCheckpoints::delete);
    // What a checkpoint shares with others is beside it.
    for (Path job : directories(directory, JOB)) {
      if (directories(job, CHECKPOINT).isEmpty()) {
        delete(job);
      }
    }
  }

  /** Forgets all that was kept. */
  public void forget() {
    prune(0);
    for (String name : List.of("source", "elsewhere")) {
      delete(directory.resolve(name));
    }
  }

  private static void delete(Path path) {
    try (Stream<Path> files = Files.exists(path) ? Files.walk(path) : Stream.empty()) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint can't be deleted: path=" + path, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("lock can't be released: directory=" + directory, e);
    }
  }
}
