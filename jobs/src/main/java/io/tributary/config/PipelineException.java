package io.tributary.config;

import java.util.List;
import java.util.stream.Collectors;

/** A pipeline file can't be used. Its message has one line for each error. */
public final class PipelineException extends RuntimeException {
  private final transient List<PipelineError> errors;

  PipelineException(List<PipelineError> errors) {
    super(errors.stream().map(PipelineError::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  /** Returns all errors, in the order they were found. */
  public List<PipelineError> errors() {
    return errors;
  }
}
