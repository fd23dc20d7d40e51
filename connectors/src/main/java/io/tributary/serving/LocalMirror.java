package io.tributary.serving;

import io.tributary.model.BlockMessage;
import io.tributary.model.ModelSpec;
import io.tributary.store.ModelStore;
import java.time.InstantSource;

/**
 * Keeps a store up to date with what training in the same process publishes, as a {@link
 * ModelMirror} does with a topic: only what has changed is written. The store stays the caller's to
 * close. Not thread safe.
 */
public final class LocalMirror {
  private final MirroredModel model;

  /**
   * Creates a mirror.
   *
   * @param store a store of the same model, open for writing
   * @param clock says when a block was written
   */
  public LocalMirror(ModelSpec spec, ModelStore store, InstantSource clock) {
    model = new MirroredModel(spec, store, clock);
  }

  /** Takes what was published, in the order of its block. */
  public void take(BlockMessage message) {
    model.take(message);
  }

  /** Copies what has changed since the last time to the store. */
  public void flush() {
    if (model.isDirty()) {
      model.flush(Freshness.newHistogram());
    }
  }
}
