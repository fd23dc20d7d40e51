package io.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.SchemaFingerprint;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's files in a directory where others may have been before. */
class StoreFilesTest {
  private static final ModelSpec SPEC = ChronicleModelStoreTest.spec("ctr", 8, 4, Link.LOGISTIC);

  @TempDir Path directory;

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void onlyTheOwnerCanReadThemAndTheDirectoryStaysAsItIs() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = directory.resolve("ctr.store");
    ChronicleModelStore.create(file, SPEC).close();
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(directory.resolve("ctr.store.lock"))).isEqualTo("rw-------");
    assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "keep me");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    Path file = directory.resolve("ctr.store");
    for (String name : new String[] {"ctr.store.lock", "ctr.store"}) {
      Path link = Files.createSymbolicLink(directory.resolve(name), secret);
      assertThatThrownBy(() -> ChronicleModelStore.create(file, SPEC).close())
          .isInstanceOf(UncheckedIOException.class)
          .hasRootCauseMessage(link + ": is a symbolic link, which is not followed");
      Files.delete(link);
    }
    Files.createSymbolicLink(directory.resolve("ctr.store.new"), secret);
    Files.createSymbolicLink(file, secret);
    ChronicleModelStore.replace(file, SPEC, SchemaFingerprint.NONE).close();
    assertThat(file).isRegularFile();
    assertThat(secret).hasContent("keep me");
    assertThat(mode(secret)).isEqualTo("rw-r--r--");
  }

  @Test
  void aFileWithASecondNameIsNotWritten() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "keep me");
    Path lock = Files.createLink(directory.resolve("ctr.store.lock"), secret);
    assertThatThrownBy(() -> ChronicleModelStore.create(directory.resolve("ctr.store"), SPEC))
        .hasRootCauseMessage(lock + ": has another name: names=2");
    assertThat(secret).hasContent("keep me");
  }
}
