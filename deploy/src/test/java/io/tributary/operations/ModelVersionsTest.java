package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelVersionsTest {
  @TempDir private Path directory;

  private Path version(String path, long millis) throws IOException {
    Path version = Files.createDirectories(directory.resolve(path));
    Path metadata = Files.createFile(version.resolve("_metadata"));
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    return version;
  }

  private Optional<String> newest(String... others) throws IOException {
    return ModelVersions.newest(
            Optional.of(directory.resolve("checkpoints").toUri().toString()),
            Optional.of(directory.resolve("savepoints").toString()),
            List.of(others))
        .map(ModelVersions.Version::path);
  }

  @Test
  void theNewestIsTheOneCompletedLast() throws IOException {
    assertThat(newest()).isEmpty();
    version("checkpoints/job1/chk-7", 1_000);
    Path second = version("checkpoints/job2/chk-3", 3_000);
    version("checkpoints/job2/shared", 9_000);
    assertThat(newest()).hasValueSatisfying(path -> assertThat(path).endsWith(second.toString()));
    Files.createDirectories(directory.resolve("checkpoints/job2/chk-4"));
    version("savepoints/savepoint-1", 2_000);
    assertThat(newest()).hasValueSatisfying(path -> assertThat(path).endsWith(second.toString()));
    Path third = version("savepoints/savepoint-2", 4_000);
    assertThat(newest()).hasValueSatisfying(path -> assertThat(path).endsWith(third.toString()));
    Path elsewhere = version("elsewhere/savepoint-3", 5_000);
    assertThat(newest(elsewhere.toUri().toString(), directory.resolve("gone").toString()))
        .hasValueSatisfying(path -> assertThat(path).contains("elsewhere/savepoint-3"));
  }

  @Test
  void onlyWhatHasItsMetadataIsComplete() throws IOException {
    Path version = version("savepoint-1", 1);
    assertThat(ModelVersions.isComplete(version.toUri().toString())).isTrue();
    assertThat(ModelVersions.isComplete(version.resolve("_metadata").toString())).isTrue();
    assertThat(ModelVersions.isComplete(directory.toString())).isFalse();
    assertThat(ModelVersions.isLocal("/a b/c")).isTrue();
    assertThat(ModelVersions.isLocal("file:///a")).isTrue();
    assertThat(ModelVersions.isLocal("s3://bucket/a")).isFalse();
  }

  @Test
  void keepsTheSchemaThatAPipelineWasSubmittedWith() throws IOException {
    ModelFiles files = new ModelFiles(directory.resolve("cluster"));
    assertThat(files.keptSchema("a")).isEmpty();
    files.saveSchema("a", null);
    files.saveSchema("a", "{}");
    assertThat(files.keptSchema("a").orElseThrow()).hasContent("{}");
    files.saveSchema("a", null);
    assertThat(files.keptSchema("a")).isEmpty();
  }

  @Test
  void keepsThePipelineFileForItsOwnerAlone() throws IOException {
    ModelFiles files = new ModelFiles(directory.resolve("cluster"));
    assertThat(files.keptPipeline("a")).isEmpty();
    files.savePipeline("a", "name: a");
    files.savePipeline("a", "name: b");
    Path kept = files.keptPipeline("a").orElseThrow();
    assertThat(kept).hasContent("name: b");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    assertThat(files.savepoints("a")).isEmpty();
    files.addSavepoint("a", "file:///1");
    files.addSavepoint("a", "file:///2");
    assertThat(files.savepoints("a")).containsExactly("file:///1", "file:///2");
  }
}
