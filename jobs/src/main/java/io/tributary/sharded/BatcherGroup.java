package io.tributary.sharded;

import java.util.ArrayList;
import java.util.List;

/**
 * Deals the snapshots of all batchers in a checkpoint out to a new group of batchers. They are
 * always of one epoch: a batcher's snapshot is of the new epoch as soon as it is restored.
 */
final class BatcherGroup {
  private BatcherGroup() {}

  /** Returns true when each batcher can go on as itself. */
  static boolean isSame(List<BatcherSnapshot> all, int sources) {
    return all.size() == sources && all.get(0).sources() == sources;
  }

  /** Returns the epochs before that of a new group. */
  static List<Epoch> former(List<BatcherSnapshot> all) {
    BatcherSnapshot one = all.get(0);
    long[] sent = new long[one.sources()];
    List<Epoch> former = new ArrayList<>();
    for (BatcherSnapshot snapshot : all) {
      if (snapshot.epoch() != one.epoch() || snapshot.sources() != one.sources()) {
        throw new IllegalStateException(
            "snapshots are of several epochs: epoch="
                + one.epoch()
                + " other="
                + snapshot.epoch()
                + " sources="
                + one.sources()
                + " otherSources="
                + snapshot.sources());
      }
      sent[snapshot.index()] = snapshot.round();
      // A batcher forgets them once all their batches are applied; then nobody needs them.
      if (snapshot.former().size() > former.size()) {
        former = new ArrayList<>(snapshot.former());
      }
    }
    former.add(new Epoch(one.epoch(), sent));
    return List.copyOf(former);
  }
}
