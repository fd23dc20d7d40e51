package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.example.LabelRule;
import io.tributary.example.Murmur3;
import io.tributary.kafka.snapshot.SnapshotIdentity;
import io.tributary.kafka.snapshot.SnapshotMismatchException;
import io.tributary.kafka.source.ControlledSource;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableKind;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which checkpoints and savepoints a pipeline can go on from. Every way of restoring comes
 * through here before anything is submitted. The metadata may be on a file system that only the
 * cluster can read. Then the job's own source of examples refuses instead, see {@link
 * ControlledSource#of}.
 */
public final class Snapshots {
  /** What Flink makes of the uid of the source of examples. */
  static final OperatorID EXAMPLES =
      new OperatorID(HexFormat.of().parseHex("42b54dc28a387e10940ce7562a5b326a"));

  /** Longer lists of classes are not told in full: an error that names two of them is one line. */
  private static final int LONGEST_CLASSES = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private Snapshots() {}

  /**
   * Checks that a pipeline can go on from a snapshot.
   *
   * @param path of a savepoint or retained checkpoint
   * @throws SnapshotMismatchException when it is of another training; also for snapshots of before
   *     there were identities, as far as they tell
   */
  public static void requireFits(Pipeline pipeline, String path) {
    Optional<SnapshotIdentity> saved = read(path);
    List<SnapshotIdentity.Difference> differences =
        saved.map(identity -> identity.differences(identity(pipeline))).orElse(List.of());
    if (!differences.isEmpty()) {
      throw new SnapshotMismatchException(differences, path);
    }
  }

  /** Checks the snapshot that an environment was told to go on from, if there is one. */
  static void requireFits(Pipeline pipeline, ReadableConfig environment) {
    environment
        .getOptional(StateRecoveryOptions.SAVEPOINT_PATH)
        .filter(path -> !path.isBlank())
        .ifPresent(path -> requireFits(pipeline, path));
  }

  /** Returns what the snapshots of a pipeline belong to: all that must stay as it is. */
  static SnapshotIdentity identity(Pipeline pipeline) {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("name", pipeline.name());
    settings.put("model.loss", pipeline.loss());
    settings.put("model.bits", Integer.toString(pipeline.model().layout().bits()));
    settings.put("model.blocks", Integer.toString(pipeline.model().layout().blocks()));
    settings.put("model.optimizer", nameOf(pipeline.model().optimizer()));
    if (pipeline.model().kind() instanceof TableKind.Exact exact) {
      settings.put(
          "model.table",
          "exact admitAfter="
              + exact.admitAfter()
              + " expireAfterMillis="
              + exact.expireAfterMillis()
              + " maxFeatures="
              + exact.maxFeatures());
    }
    if (!pipeline.model().isLinear()) {
      settings.put("model.type", pipeline.model().form().text());
    }
    if (pipeline.schema().label() instanceof LabelRule.Classes label) {
      settings.put("label.classes", told(label.classes()));
    }
    settings.put(SnapshotIdentity.TOPIC, pipeline.input().topic());
    if (pipeline.training().sharding() != null) {
      settings.put(SnapshotIdentity.PARALLELISM, "model");
      return new SnapshotIdentity(settings);
    }
    settings.put(
        "training.staleness", pipeline.training().staleness().bounded() ? "bounded" : "unbounded");
    return new SnapshotIdentity(settings);
  }

  /** Returns the names of classes in their order, or a hash when they are long. */
  private static String told(List<String> classes) {
    StringBuilder names = new StringBuilder();
    for (String name : classes) {
      String quoted = name.replace("\\", "\\\\").replace("'", "\\'");
      names.append(names.length() == 0 ? "'" : ", '").append(quoted).append('\'');
    }
    if (names.length() <= LONGEST_CLASSES) {
      return names.toString();
    }
    byte[] bytes = names.toString().getBytes(StandardCharsets.UTF_8);
    String hash = HexFormat.of().toHexDigits(Murmur3.hash64(bytes, 0, bytes.length));
    return classes.size() + " classes, hash " + hash;
  }

  // What is stored must not change with the name of a class.
  private static String nameOf(OptimizerSpec optimizer) {
    if (optimizer instanceof OptimizerSpec.Ftrl) {
      return "ftrl";
    }
    return optimizer instanceof OptimizerSpec.AdaGrad ? "adagrad" : "sgd";
  }

  /** Returns what a snapshot belongs to; nothing when that can't be told here. */
  static Optional<SnapshotIdentity> read(String path) {
    try (var metadata =
        new DataInputStream(
            AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(path)
                .getMetadataHandle()
                .openInputStream())) {
      for (OperatorState operator :
          Checkpoints.loadCheckpointMetadata(metadata, Snapshots.class.getClassLoader(), path)
              .getOperatorStates()) {
        ByteStreamStateHandle kept = operator.getCoordinatorState();
        if (operator.getOperatorID().equals(EXAMPLES) && kept != null) {
          return Optional.of(identity(kept.getData()));
        }
      }
    } catch (IOException | RuntimeException e) {
      // Flink says so if it can't read it, either.
      LOG.info("snapshot can't be read here, the job will check it: path={}", path, e);
    }
    return Optional.empty();
  }

  /**
   * Reads what Flink keeps of a source's coordinator:
   *
   * <pre>
   * | version of this layout 4 | version of the enumerator's layout 4 | length 4 | enumerator |
   * </pre>
   */
  private static SnapshotIdentity identity(byte[] coordinator) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(coordinator);
    in.readInt();
    int version = in.readInt();
    byte[] enumerator = new byte[in.readInt()];
    in.readFully(enumerator);
    return ControlledSource.identity(version, enumerator);
  }
}
