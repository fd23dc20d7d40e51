package io.tributary.serving;

import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import java.util.BitSet;

/** The parts of an opening that have come so far. */
final class PendingOpening {
  private final long generation;
  private final long version;
  private final int parts;
  private final BitSet received = new BitSet();
  private final float[] weights;

  PendingOpening(Opening first, int blockSize) {
    generation = first.generation();
    version = first.version();
    parts = first.parts();
    weights = new float[blockSize];
  }

  long generation() {
    return generation;
  }

  boolean continues(Opening part) {
    return part.generation() == generation && part.version() == version && part.parts() == parts;
  }

  void add(Opening part, OptimizerSpec optimizer) {
    SparseValues values = part.values();
    int width = values.width();
    for (int i = 0; i < values.size(); i++) {
      weights[values.offsets()[i]] = optimizer.weight(values.lanes(), i * width);
    }
    received.set(part.part());
  }

  boolean isComplete() {
    return received.cardinality() == parts;
  }

  float[] weights() {
    return weights;
  }
}
