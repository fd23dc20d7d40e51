package io.tributary.operations;

import io.tributary.training.JobNames;
import java.util.List;

/**
 * How long replicas learned nothing, in ms, each once.
 *
 * @param atCheckpoints at the last checkpoint: their metric {@code checkpointPauseMs}
 * @param withoutCheckpoint within as long a time after it: {@code pauseWithoutCheckpointMs}, of
 *     those that know it
 */
public record ReplicaPauses(List<Long> atCheckpoints, List<Long> withoutCheckpoint) {
  static final List<String> METRICS =
      List.of(JobNames.CHECKPOINT_PAUSE, JobNames.PAUSE_WITHOUT_CHECKPOINT);
}
