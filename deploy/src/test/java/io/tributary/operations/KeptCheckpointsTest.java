package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptCheckpointsTest {
  private static final String FIRST_JOB = "0123456789abcdef0123456789abcdef";
  private static final String SECOND_JOB = "f123456789abcdef0123456789abcdef";
  private static final Path METADATA =
      Path.of("../jobs/src/test/resources/savepoints/v0.1/savepoint/_metadata");

  @TempDir private Path temporary;

  private Path directory() {
    return temporary.resolve("m.store.checkpoints");
  }

  private static byte[] metadata() throws IOException {
    return Files.readAllBytes(METADATA);
  }

  private Path write(Path path, byte[] metadata, long millis) throws IOException {
    Path file = Files.createDirectories(path).resolve("_metadata");
    Files.write(file, metadata);
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
    return path;
  }

  private Path write(String path, long millis) throws IOException {
    return write(directory().resolve(path), metadata(), millis);
  }

  private static Path newest(KeptCheckpoints kept) {
    return kept.newest().orElseThrow().path();
  }

  @Test
  void theNewestIsTheOneCompletedLastThatIsWhole() throws IOException {
    try (KeptCheckpoints kept = KeptCheckpoints.open(directory())) {
      assertThat(kept.newest()).isEmpty();
      write(FIRST_JOB + "/chk-7", 1_000);
      Path second = write(SECOND_JOB + "/chk-3", 3_000);
      write(FIRST_JOB + "/shared", 9_000);
      assertThat(newest(kept)).isEqualTo(second);
      assertThat(kept.newest().orElseThrow().millis()).isEqualTo(3_000);

      byte[] whole = metadata();
      for (int length : new int[] {0, 3, whole.length / 2, whole.length - 1}) {
        write(directory().resolve(SECOND_JOB + "/chk-4"), Arrays.copyOf(whole, length), 4_000);
        assertThat(newest(kept)).as("half-written: length=%s", length).isEqualTo(second);
      }
      Files.createDirectories(directory().resolve(SECOND_JOB + "/chk-5"));
      assertThat(newest(kept)).isEqualTo(second);

      Path savepoint = write("savepoint-ab", 5_000);
      assertThat(newest(kept)).isEqualTo(savepoint);
      Path elsewhere = write(temporary.resolve("else where").resolve("savepoint-x"), whole, 6_000);
      kept.addElsewhere(elsewhere.toUri().toString());
      assertThat(newest(kept)).isEqualTo(elsewhere);
    }
  }

  @Test
  void onlyTheNewestStayAndNothingOfOthersIsTouched() throws IOException {
    try (KeptCheckpoints kept = KeptCheckpoints.open(directory())) {
      Path oldest = write(FIRST_JOB + "/chk-1", 1_000);
      Path older = write(FIRST_JOB + "/chk-2", 2_000);
      Path savepoint = write("savepoint-ab", 3_000);
      Path broken = write(directory().resolve(SECOND_JOB + "/chk-9"), new byte[3], 9_000);
      Path mine = Files.writeString(directory().resolve("notes.txt"), "mine");
      Path others = write("others/chk-1", 1);
      Path elsewhere = write(temporary.resolve("savepoint-x"), metadata(), 500);
      kept.addElsewhere(elsewhere.toString());
      kept.setSource("topic=a");

      kept.prune(2);
      assertThat(oldest).doesNotExist();
      assertThat(broken.getParent()).doesNotExist();
      assertThat(older).exists();
      assertThat(savepoint).exists();
      kept.forget();
      assertThat(older.getParent()).doesNotExist();
      assertThat(savepoint).doesNotExist();
      assertThat(kept.newest()).isEmpty();
      assertThat(kept.source()).isEmpty();
      assertThat(mine).exists();
      assertThat(others).exists();
      assertThat(elsewhere).exists();
    }
  }

  @Test
  void isItsOwnersAloneAndOneProcessHasItAtATime() throws IOException {
    try (KeptCheckpoints kept = KeptCheckpoints.open(directory())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
          .isEqualTo("rwx------");
      assertThatThrownBy(() -> KeptCheckpoints.open(directory()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "another process trains the model and keeps its checkpoints there: directory="
                  + kept.directory());
      kept.setSource("topic=a topicId=1");
      assertThat(kept.source()).hasValue("topic=a topicId=1");
    }
    KeptCheckpoints.open(directory()).close();
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> KeptCheckpoints.open(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("checkpoints can't be kept there: directory=" + file);
  }
}
