package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.List;

/**
 * Checks that what a simulated replica learns on is what the masters have merged, plus its own
 * learning that is not merged yet.
 */
final class ViewCheck {
  private final SimulatedJob job;
  private final int index;
  private final Replica replica;

  ViewCheck(SimulatedJob job, int index, Replica replica) {
    this.job = job;
    this.index = index;
    this.replica = replica;
  }

  /** Checks the lanes of all tables. */
  void check(ViewSnapshot view, List<float[]> lanes) {
    List<TableSpec> tables = job.plan().model().tables();
    for (int i = 0; i < tables.size(); i++) {
      TableSnapshot open = i == 0 ? view.sparse() : view.dense();
      checkTable(tables.get(i), view, open, lanes.get(i).clone());
    }
  }

  private void checkTable(TableSpec table, ViewSnapshot view, TableSnapshot open, float[] actual) {
    boolean bounded = job.plan().staleness().bounded();
    int lanesOfBlock = table.blockLanes();
    float[] expected = new float[actual.length];
    for (int block = table.firstBlock(); block < table.endBlock(); block++) {
      long version = bounded ? view.version() : replica.receivedVersion(block);
      float[] published = job.task(block).lanesAt(block, version);
      assertThat(published).as("block %d at version %d", block, version).isNotNull();
      int first = (block - table.firstBlock()) * lanesOfBlock;
      System.arraycopy(published, 0, expected, first, lanesOfBlock);
    }
    // Where the replica itself has learned, floats are rounded on one way or another. But a replica
    // alone installs nothing: it has to come to the very same by itself.
    boolean alone = job.replicas() == 1 && bounded;
    float[] relative = new float[expected.length];
    for (Delta delta : view.unmerged()) {
      if (table.hasBlock(delta.block())) {
        int first = (delta.block() - table.firstBlock()) * lanesOfBlock;
        add(delta.changes(), first, expected, alone ? 0 : 1e-4f, relative);
      }
    }
    int width = table.width();
    for (int i = 0; i < open.touched().length; i++) {
      System.arraycopy(open.before(), i * width, actual, open.touched()[i] * width, width);
    }
    for (int lane = 0; lane < actual.length; lane++) {
      float slack = relative[lane] * (1 + Math.abs(expected[lane]));
      if (!(Math.abs(actual[lane] - expected[lane]) <= slack)) {
        assertThat(actual[lane])
            .as("view of replica %d without its open round at lane %d", index, lane)
            .isEqualTo(expected[lane]);
      }
    }
  }

  private static void add(
      SparseValues changes, int first, float[] lanes, float slack, float[] slacks) {
    int width = changes.width();
    for (int i = 0; i < changes.size() * width; i++) {
      int at = first + changes.offsets()[i / width] * width + i % width;
      lanes[at] += changes.lanes()[i];
      slacks[at] = slack;
    }
  }
}
