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
  private final BlockContent content;

  PendingOpening(Opening first, TableSpec table) {
    generation = first.generation();
    version = first.version();
    parts = first.parts();
    content = BlockContent.empty(table);
  }

  long generation() {
    return generation;
  }

  boolean continues(Opening part) {
    return part.generation() == generation && part.version() == version && part.parts() == parts;
  }

  void add(Opening part) {
    content.take(part.values());
    received.set(part.part());
  }

  boolean isComplete() {
    return received.cardinality() == parts;
  }

  BlockContent content() {
    return content;
  }
}
