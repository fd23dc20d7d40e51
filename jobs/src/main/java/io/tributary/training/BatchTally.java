package io.tributary.training;

import java.util.Map;
import java.util.TreeMap;

/** How the loops of all batchers do, where a model is dealt out to shards. Not thread safe. */
final class BatchTally {
  private final Map<Integer, InputNote.Batched> latest = new TreeMap<>();

  /** Takes what a batcher says; its latest note counts. */
  void add(InputNote.Batched note) {
    // The job was rescaled: what the earlier batchers held is with the new ones.
    latest.values().removeIf(other -> other.sources() != note.sources());
    latest.put(note.source(), note);
  }

  /** Returns how many examples all batchers hold. */
  long held() {
    return latest.values().stream().mapToLong(InputNote.Batched::held).sum();
  }

  /** Returns the longest time that a mini-batch takes until it is answered, in ms, or -1. */
  long roundTripMillis() {
    return latest.values().stream().mapToLong(InputNote.Batched::roundTripMillis).max().orElse(-1);
  }
}
