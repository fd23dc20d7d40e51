package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.util.Arrays;

/** Short ways to write the messages that tests need. */
final class Messages {
  /** Of the small models of these tests: two blocks of two coordinates of one lane. */
  static final ModelShape SHAPE = new ModelShape(2, 2, 1);

  private Messages() {}

  /** Returns what a replica learned of block 0 from one example with one active coordinate. */
  static Delta delta(int replica, long round, SparseValues changes) {
    return delta(replica, round, round, 1, false, changes);
  }

  static Delta delta(
      int replica, long round, long baseVersion, int examples, boolean last, SparseValues changes) {
    return new Delta(
        0,
        replica,
        round,
        baseVersion,
        examples,
        examples,
        last,
        examples == 0 ? Example.NO_TIME : 100 * round + replica,
        examples == 0 ? Example.NO_TIME : 1000 * round - replica,
        Example.NO_TIME,
        changes,
        Curvature.OF_LIKELIHOOD);
  }

  /** Returns the opening of a block that is empty. */
  static Opening opening(int block, long generation, long... sessions) {
    long[] none = new long[sessions.length];
    Arrays.fill(none, -1);
    return new Opening(
        block,
        generation,
        0,
        0,
        1,
        sessions,
        none,
        false,
        MergeProgress.NONE,
        SparseValues.EMPTY,
        SHAPE,
        VersionDigests.START);
  }

  /** Returns values of one coordinate. */
  static SparseValues values(int offset, float... lanes) {
    return new SparseValues(new int[] {offset}, lanes);
  }

  /** Returns an example with some active coordinates. */
  static Example example(float label, int... coordinates) {
    FeatureVector features = new FeatureVector();
    for (int coordinate : coordinates) {
      features.add(coordinate, 1);
    }
    return new Example(0, Example.NO_TIME, Example.NO_TIME, label, 1, features);
  }
}
