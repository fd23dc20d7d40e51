package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.SparseValues;

/** Short ways to write the messages that tests need. */
final class Messages {
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
        changes);
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
