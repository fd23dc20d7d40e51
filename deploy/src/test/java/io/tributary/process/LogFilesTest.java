package io.tributary.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  // More than any system gives to a process.
  private static final long NO_PROCESS = 999_000_000;

  @TempDir private Path home;

  private Path log(String name, long minute) throws IOException {
    Path file = Files.writeString(home.resolve(name), "a warning");
    return Files.setLastModifiedTime(file, FileTime.fromMillis(minute * 60_000));
  }

  @Test
  void aFileIsNamedForItsCommandAndProcess() {
    assertThat(LogFiles.command("--debug", "run", "clicks.yaml")).isEqualTo("run");
    assertThat(LogFiles.command("--version")).isEqualTo("command");
    assertThat(LogFiles.name("run", 17)).isEqualTo("tributary-run-17.log");
  }

  @Test
  void theDirectoryIsPrivateAlsoWhenALinkIsInItsPlace() throws IOException {
    Path wanted = home.resolve("a/logs");
    assertThat(LogFiles.directory(wanted)).isEqualTo(wanted);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(wanted)))
        .isEqualTo("rwx------");
    Path link = Files.createSymbolicLink(home.resolve("link"), home);
    Path other = LogFiles.directory(link);
    assertThat(other).isNotEqualTo(link);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)))
        .isEqualTo("rwx------");
    Files.delete(other);
  }

  @Test
  void onlyTheLatestOfProcessesThatHaveEndedStay() throws IOException {
    int more = 3;
    for (int i = 0; i < LogFiles.KEPT + more; i++) {
      log(LogFiles.name("run", NO_PROCESS + i), 100 + i);
    }
    Path ours = log(LogFiles.name("run", ProcessHandle.current().pid()), 1);
    Path notOurs = log("notes.log", 1);
    log(LogFiles.name("run", NO_PROCESS) + ".1", 99);
    LogFiles.prune(home);
    assertThat(ours).exists();
    assertThat(notOurs).exists();
    assertThat(home.resolve(LogFiles.name("run", NO_PROCESS) + ".1")).doesNotExist();
    for (int i = 0; i < LogFiles.KEPT + more; i++) {
      assertThat(Files.exists(home.resolve(LogFiles.name("run", NO_PROCESS + i))))
          .isEqualTo(i >= more);
    }
  }
}
