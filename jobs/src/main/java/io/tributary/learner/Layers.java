package io.tributary.learner;

import io.tributary.model.FactorSums;
import io.tributary.model.Form;
import io.tributary.model.ModelSpec;

/** Makes the two halves of a model: the sparse layer and the head. */
public final class Layers {
  private Layers() {}

  /** Returns the sparse layer of a model. */
  public static SparseLayer sparse(ModelSpec model) {
    Form form = model.form();
    if (form instanceof Form.Factors factors) {
      return new FactorLayer(factors, new FactorSums(factors), model.optimizer());
    } else if (form instanceof Form.Network network) {
      return new FactorLayer(network.factors(), new FactorSums(network), model.optimizer());
    } else if (form instanceof Form.Linear linear) {
      return linear.outputs() == 1
          ? new LinearLayer(model.optimizer())
          : new ClassesLayer(model.optimizer(), linear.outputs());
    }
    throw new IllegalArgumentException("form of no known kind: form=" + form);
  }

  /** Returns the head of a model. */
  public static Head head(ModelSpec model) {
    Form form = model.form();
    if (form instanceof Form.Factors factors) {
      return new FactorHead(factors);
    } else if (form instanceof Form.Network network) {
      return new NetworkHead(network, model.tables().get(1).layout().coordinates());
    } else if (form instanceof Form.Linear linear) {
      return new LinearHead(linear.outputs());
    }
    throw new IllegalArgumentException("form of no known kind: form=" + form);
  }
}
