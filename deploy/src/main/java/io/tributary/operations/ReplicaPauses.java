package io.tributary.operations;

import java.util.List;

/**
 * How long replicas learned nothing, in ms, each once.
 *
 * @param atCheckpoints at the last checkpoint: their metric {@code checkpointPauseMs}
 * @param withoutCheckpoint within as long a time after it: {@code pauseWithoutCheckpointMs}, of
 *     those that know it
 */
public record ReplicaPauses(List<Long> atCheckpoints, List<Long> withoutCheckpoint) {
  static final String AT_CHECKPOINT = "checkpointPauseMs";
  static final String WITHOUT = "pauseWithoutCheckpointMs";
  static final List<String> METRICS = List.of(AT_CHECKPOINT, WITHOUT);
}
