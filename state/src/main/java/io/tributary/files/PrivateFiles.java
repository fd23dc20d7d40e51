package io.tributary.files;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates and opens directories of mode 700 and files of mode 600 that belong to this process's
 * user. Whatever another user has put at their place beforehand is refused: symbolic links are not
 * followed, what belongs to somebody else is not used, and a file with a second name is not
 * written.
 *
 * <p>Only the last part of a path is looked at, and the directory that holds it: the way to there
 * is the user's own choice. On file systems without owners and modes, only links are refused.
 */
public final class PrivateFiles {
  /** What the name of a file ends with that will replace another. */
  public static final String NEXT = ".next";

  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?>[] NONE = {};
  private static final int OTHERS_MAY = 0077;
  private static final int OTHERS_MAY_WRITE = 0002;
  private static final int STICKY = 01000;

  private PrivateFiles() {}

  /**
   * Creates a directory that only this user can enter, and the ones above it that are absent. One
   * that is there becomes as private.
   *
   * @return the directory
   * @throws IOException when it can't be created, or is a link or somebody else's
   */
  public static Path directory(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    create(absolute);
    requireOwnDirectory(absolute);
    if (isPosix(absolute) && (mode(absolute) & OTHERS_MAY) != 0) {
      Files.setPosixFilePermissions(absolute, DIRECTORY);
    }
    return directory;
  }

  /**
   * Creates a directory that only this user can enter, as {@link #directory} does. One that is
   * there stays as it is: what is in it is for its owner to show or hide.
   *
   * @return the directory
   * @throws IOException when it can't be created, or is a link or somebody else's
   */
  public static Path ownDirectory(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    create(absolute);
    requireOwnDirectory(absolute);
    return directory;
  }

  private static void create(Path absolute) throws IOException {
    if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path parent = absolute.getParent();
    if (parent != null && !Files.exists(parent)) {
      create(parent);
    }
    try {
      Files.createDirectory(absolute, attributes(absolute, DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      // Another process of ours was faster, or somebody else's: what it made is looked at next.
    }
  }

  private static void requireOwnDirectory(Path directory) throws IOException {
    requireNoLink(directory);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(directory.toString(), null, "is no directory");
    }
    if (!isPosix(directory)) {
      return;
    }
    requireOwner(directory);
    requireSafe(directory);
    Path parent = directory.getParent();
    if (parent != null) {
      // Whoever can write there can put another directory in this one's place.
      requireSafe(parent);
    }
  }

  private static void requireSafe(Path directory) throws IOException {
    int mode = (int) Files.getAttribute(directory, "unix:mode");
    if ((mode & OTHERS_MAY_WRITE) != 0 && (mode & STICKY) == 0) {
      throw new FileSystemException(
          directory.toString(), null, "others may write it: mode=" + octal(mode));
    }
  }

  /**
   * Opens a file for reading and writing, created when it is absent. What it holds stays.
   *
   * @throws IOException when it can't be created, or is a link or somebody else's
   */
  public static FileChannel open(Path file) throws IOException {
    requireNoLink(file);
    return checked(
        file,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Writes a file, in place of what it held.
   *
   * @throws IOException when it can't be written, or is a link or somebody else's
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = open(file)) {
      channel.truncate(0);
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
  }

  /**
   * Writes a small file in one step, beside which {@code .next} is for a moment: whoever reads it,
   * also after a crash, has all that was written before or all that is written now.
   *
   * @throws IOException when it can't be written, or is a link or somebody else's
   */
  public static void replace(Path file, byte[] bytes) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + NEXT);
    write(next, bytes);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileChannel checked(Path file, Set<OpenOption> options) throws IOException {
    FileChannel channel = FileChannel.open(file, options, attributes(file, FILE));
    try {
      requireOwnFile(file);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void requireOwnFile(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(file.toString(), null, "is no file");
    }
    if (!isPosix(file)) {
      return;
    }
    requireOwner(file);
    int names = (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    if (names > 1) {
      throw new FileSystemException(file.toString(), null, "has another name: names=" + names);
    }
    if ((mode(file) & OTHERS_MAY) != 0) {
      Files.setPosixFilePermissions(file, FILE);
    }
  }

  /**
   * Gives a file that others must not read its mode.
   *
   * @throws IOException when it can't be changed, or is a link or somebody else's
   */
  public static void makePrivate(Path file) throws IOException {
    requireNoLink(file);
    requireOwnFile(file);
  }

  /**
   * Refuses a symbolic link.
   *
   * @throws IOException when it is one
   */
  public static void requireNoLink(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      throw new FileSystemException(
          path.toString(), null, "is a symbolic link, which is not followed");
    }
  }

  private static void requireOwner(Path path) throws IOException {
    int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (owner != Self.USER) {
      throw new FileSystemException(
          path.toString(),
          null,
          "belongs to another user: uid=" + owner + " expected=" + Self.USER);
    }
  }

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }

  private static String octal(int mode) {
    return Integer.toOctalString(mode & 07777);
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> mode) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
        : NONE;
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /** Looked up where it is needed, because systems without users have none. */
  private static final class Self {
    static final int USER = (int) new UnixSystem().getUid();
  }
}
