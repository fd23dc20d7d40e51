package io.tributary.operations;

import io.tributary.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What submitting leaves behind for later commands, in the directory of the cluster:
 *
 * <pre>
 * models/MODEL.yaml        the pipeline file as it was written, its variables not replaced
 * models/MODEL.avsc        the schema of its Avro records, as it was when the pipeline was submitted
 * models/MODEL.savepoints  paths of savepoints outside the cluster's own directory, one a line
 * </pre>
 */
public final class ModelFiles {
  private final Path directory;

  /**
   * Creates the files of a cluster.
   *
   * @param cluster the directory of the cluster, which need not be there yet
   */
  public ModelFiles(Path cluster) {
    directory = cluster.resolve("models");
  }

  /** Returns where the pipeline file of a model is, or would be. */
  public Path pipeline(String model) {
    return directory.resolve(model + ".yaml");
  }

  /** Keeps the text of a pipeline file in place of the one before. */
  public void savePipeline(String model, String text) throws IOException {
    replace(pipeline(model), model, text);
  }

  /**
   * Keeps the schema of a model's records, or forgets the one before.
   *
   * @param schema the schema, or null when the records need none
   */
  public void saveSchema(String model, @Nullable String schema) throws IOException {
    if (schema == null) {
      Files.deleteIfExists(schemaFile(model));
    } else {
      replace(schemaFile(model), model, schema);
    }
  }

  private void replace(Path file, String model, String text) throws IOException {
    PrivateFiles.directory(directory);
    // Only the owner may read a temporary file, and a file that somebody reads is never half there.
    Path whole = Files.createTempFile(directory, model, ".new");
    Files.writeString(whole, text);
    Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Notes a savepoint that is not in the model's own directory. */
  public void addSavepoint(String model, String path) throws IOException {
    PrivateFiles.directory(directory);
    Files.writeString(
        savepointsFile(model),
        path + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Returns the savepoints that were noted, also those that have gone since. */
  public List<String> savepoints(String model) throws IOException {
    Path file = savepointsFile(model);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private Path schemaFile(String model) {
    return directory.resolve(model + ".avsc");
  }

  /** Returns the file of the schema that was kept for a model's records. */
  public Optional<Path> keptSchema(String model) {
    return Optional.of(schemaFile(model)).filter(Files::exists);
  }

  private Path savepointsFile(String model) {
    return directory.resolve(model + ".savepoints");
  }

  /** Returns the pipeline file that was kept for a model. */
  public Optional<Path> keptPipeline(String model) {
    return Optional.of(pipeline(model)).filter(Files::exists);
  }
}
