package io.tributary.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @TempDir Path directory;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void directoriesAreCreatedWithAllThatIsAboveThem() throws IOException {
    Path deep = PrivateFiles.directory(directory.resolve("a/b/c"));
    for (Path path = deep; !path.equals(directory); path = path.getParent()) {
      assertThat(mode(path)).isEqualTo("rwx------");
    }
    assertThat(PrivateFiles.directory(deep)).isEqualTo(deep);
  }

  @Test
  void onlyOurOwnDirectoryBecomesPrivate() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    setMode(open, "rwxr-xr-x");
    PrivateFiles.ownDirectory(open);
    assertThat(mode(open)).isEqualTo("rwxr-xr-x");
    PrivateFiles.directory(open);
    assertThat(mode(open)).isEqualTo("rwx------");
  }

  @Test
  void directoriesThatOthersCanWriteAreRefused() throws IOException {
    Path shared = Files.createDirectory(directory.resolve("shared"));
    setMode(shared, "rwxrwxrwx");
    for (Path path : new Path[] {shared, shared.resolve("mine")}) {
      assertThatThrownBy(() -> PrivateFiles.directory(path))
          .isInstanceOf(FileSystemException.class)
          .hasMessage(shared + ": others may write it: mode=777");
    }
    // As in the system's temporary directory, others can't replace what is in it.
    Files.setAttribute(shared, "unix:mode", 01777);
    assertThat(mode(PrivateFiles.directory(shared.resolve("ours")))).isEqualTo("rwx------");
  }

  @Test
  void linksAreRefused() throws IOException {
    Path target = Files.createDirectory(directory.resolve("target"));
    setMode(target, "rwxr-xr-x");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    assertThatThrownBy(() -> PrivateFiles.directory(link))
        .hasMessage(link + ": is a symbolic link, which is not followed");
    assertThat(mode(target)).isEqualTo("rwxr-xr-x");
    Path dangling =
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("absent"));
    assertThatThrownBy(() -> PrivateFiles.open(dangling))
        .hasMessage(dangling + ": is a symbolic link, which is not followed");
    assertThatThrownBy(() -> PrivateFiles.directory(dangling)).hasMessageContaining("link");
    assertThat(directory.resolve("absent")).doesNotExist();
  }

  @Test
  void filesArePrivateAndKeepNothingOfWhatTheyHeld() throws IOException {
    Path file = directory.resolve("file");
    PrivateFiles.write(file, "a longer text".getBytes(StandardCharsets.UTF_8));
    assertThat(mode(file)).isEqualTo("rw-------");
    setMode(file, "rw-r--r--");
    PrivateFiles.write(file, "text".getBytes(StandardCharsets.UTF_8));
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(file).hasContent("text");
    assertThatThrownBy(() -> PrivateFiles.open(directory)).isInstanceOf(IOException.class);
  }
}
