package io.tributary.learner;

import io.tributary.model.ModelSpec;

/** Makes the two halves of a model: the sparse layer and the head. */
public final class Layers {
  private Layers() {}

  /** Returns the sparse layer of a model. */
  public static SparseLayer sparse(ModelSpec model) {
    return new LinearLayer(model.optimizer());
  }

  /** Returns the head of a model. */
  public static Head head(ModelSpec model) {
    return new LinearHead(1);
  }
}
