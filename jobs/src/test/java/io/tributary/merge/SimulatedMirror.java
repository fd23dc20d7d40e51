package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.model.ModelSpec;
import io.tributary.serving.MemoryMirror;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;

/** A serving host: follows the log at its own pace, and sometimes begins it again. */
final class SimulatedMirror {
  private final ModelSpec model;
  private final UpdatesLog log;
  private final Mutation mutation;
  private final int[] cursors;
  private final MemoryMirror mirror;

  SimulatedMirror(SimulationPlan plan, UpdatesLog log, Mutation mutation, LongSupplier clock) {
    this.log = log;
    this.mutation = mutation;
    model = plan.model();
    cursors = new int[plan.blocks()];
    mirror = new MemoryMirror(model, () -> Instant.ofEpochMilli(clock.getAsLong()));
  }

  void follow(Random random) {
    if (random.nextInt(20) == 0) {
      mirror.restart();
      Arrays.fill(cursors, 0);
    }
    int block = random.nextInt(cursors.length);
    readTo(block, Math.min(log.size(block), cursors[block] + random.nextInt(20)));
  }

  private void readTo(int block, int end) {
    while (cursors[block] < end) {
      byte[] record = log.read(block, cursors[block]++);
      if (mutation.takesAll()) {
        mirror.applyUnchecked(record);
      } else {
        mirror.apply(record);
      }
    }
  }

  /** Reads the rest, and checks that what is served is what the masters have. */
  void checkEnd(SimulatedJob job) {
    for (int block = 0; block < cursors.length; block++) {
      readTo(block, log.size(block));
      BlockMasterState state = job.state(block);
      float[] weights = state.weights(model.tableOf(block));
      assertThat(mirror.examples(block))
          .as("examples served of block %d", block)
          .isEqualTo(state.progress().examples());
      assertThat(mirror.weights(block)).as("weights served of block %d", block).isEqualTo(weights);
    }
  }
}
