package io.tributary.session;

import io.tributary.advice.Misfit;
import io.tributary.operations.InputReport;
import java.util.List;

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

  /**
   * Takes what speaks against the number of replicas, again and again.
   *
   * @param misfits what there is, if anything
   */
  void misfits(List<Misfit> misfits, int replicas);

  /** Takes how training ended. */
  void ended(TrainingReport report);
}
