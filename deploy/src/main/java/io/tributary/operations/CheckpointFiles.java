package io.tributary.operations;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/** Looks into the files of checkpoints and savepoints of this host. */
final class CheckpointFiles {
  private CheckpointFiles() {}

  /**
   * Returns true when the metadata can be read to its end and the files it names are there, as long
   * as it says.
   */
  static boolean areWhole(Path checkpoint) {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(checkpoint.resolve("_metadata"))))) {
      ClassLoader classes = CheckpointFiles.class.getClassLoader();
      for (OperatorState operator :
          Checkpoints.loadCheckpointMetadata(in, classes, checkpoint.toUri().toString())
              .getOperatorStates()) {
        for (StreamStateHandle handle : handles(operator)) {
          if (handle instanceof FileStateHandle file && !isThere(file)) {
            return false;
          }
        }
      }
      return true;
    } catch (IOException | RuntimeException e) {
      // Whatever it is, it is not the metadata of a whole checkpoint.
      return false;
    }
  }

  private static List<StreamStateHandle> handles(OperatorState operator) {
    List<StreamStateHandle> handles = new ArrayList<>();
    for (OperatorSubtaskState subtask : operator.getStates()) {
      for (OperatorStateHandle state : subtask.getManagedOperatorState()) {
        handles.add(state.getDelegateStateHandle());
      }
      for (KeyedStateHandle state : subtask.getManagedKeyedState()) {
        if (state instanceof KeyGroupsStateHandle groups) {
          handles.add(groups.getDelegateStateHandle());
        }
      }
    }
    return handles;
  }

  private static boolean isThere(FileStateHandle file) throws IOException {
    return file.getFilePath().getFileSystem().getFileStatus(file.getFilePath()).getLen()
        == file.getStateSize();
  }
}
