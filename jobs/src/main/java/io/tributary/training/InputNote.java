package io.tributary.training;

import io.tributary.format.SeenFields;

/** What is told of the input, apart from what is learned of it. */
public sealed interface InputNote {
  /**
   * Records could not be used.
   *
   * @param rejection how many, and why
   */
  record Rejected(Rejection rejection) implements InputNote {}

  /**
   * Records were looked at.
   *
   * @param fields which fields they have
   */
  record Looked(SeenFields fields) implements InputNote {}
}
