package io.tributary.session;

import io.tributary.operations.InputReport;

/** Is told how a training goes that may go on for long. */
public interface RunListener extends ProgressListener {
  /** Takes something that a person should know, apart from results. */
  void note(String fact);

  /** Takes what is being done now. */
  void say(String text);

  /**
   * Takes that Kafka does not answer any more, or answers again.
   *
   * @param gone true when it does not
   */
  void kafka(boolean gone, String bootstrapServers);

  /** Takes what is known of records that are no use, again and again. */
  void input(InputReport latest);

  /** Takes how training ended. */
  void ended(TrainingReport report);
}
