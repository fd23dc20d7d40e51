package io.tributary.learner;

import io.tributary.model.ModelSpec;

/** Makes the learner of a model. */
public final class Learners {
  private Learners() {}

  /**
   * Returns a learner that has learned nothing.
   *
   * @param loss name of the loss, see {@link Losses}
   * @throws IllegalArgumentException when there is no such loss, or no process can hold the model
   */
  public static ModelLearner of(ModelSpec model, String loss) {
    return model.isLinear()
        ? new Learner(model.optimizer(), Losses.named(loss), model.layout().bits())
        : new LayeredLearner(model, objective(model, loss));
  }

  /** Returns what the learning of a model makes small. */
  public static Objective objective(ModelSpec model, String loss) {
    return Losses.objective(loss, model.form().outputs());
  }
}
