package io.tributary.serving;

import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.TableSpec;
import java.util.BitSet;

/** The parts of an opening that have come so far. */
final class PendingOpening {
  private final long generation;
  private final long version;
  private final int parts;
  private final BitSet received = new BitSet();
  private final float[] weights;

  PendingOpening(Opening first, int size) {
    generation = first.generation();
    version = first.version();
    parts = first.parts();
    weights = new float[size];
  }

  long generation() {
    return generation;
  }

  boolean continues(Opening part) {
    return part.generation() == generation && part.version() == version && part.parts() == parts;
  }

  void add(Opening part, TableSpec table) {
    table.copyWeights(part.values(), weights);
    received.set(part.part());
  }

  boolean isComplete() {
    return received.cardinality() == parts;
  }

  float[] weights() {
    return weights;
  }
}
