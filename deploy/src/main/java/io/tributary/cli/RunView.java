package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tributary.advice.Misfit;
import io.tributary.operations.InputReport;
import io.tributary.sending.Sent;
import io.tributary.session.RunListener;
import io.tributary.session.TrainingProgress;
import io.tributary.session.TrainingReport;
import io.tributary.tracking.RunTracking;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Shows how a run goes, and has it tracked. */
final class RunView implements RunListener {
  private final Console console;
  private final ProgressPrinter printer;
  private final FieldWarning warning;
  private final UnaryOperator<Supplier<TrainingProgress>> known;
  private final RunTracking tracking;
  private final Set<Misfit.Kind> told = EnumSet.noneOf(Misfit.Kind.class);

  /**
   * Creates a view.
   *
   * @param known turns what tells how training goes into what has been told already
   * @param tracking has the run tracked
   */
  RunView(
      Console console,
      boolean json,
      UnaryOperator<Supplier<TrainingProgress>> known,
      RunTracking tracking) {
    this.console = console;
    this.known = known;
    this.tracking = tracking;
    printer = ProgressPrinter.of(console, json);
    warning = new FieldWarning(console, printer);
  }

  @Override
  public void sending(Supplier<Sent> latest) {
    printer.sending(latest);
  }

  @Override
  public void training(Supplier<TrainingProgress> latest) {
    Supplier<TrainingProgress> progress = known.apply(latest);
    printer.training(progress);
    tracking.training(progress);
  }

  @Override
  public void note(String fact) {
    console.note(fact);
  }

  @Override
  public void say(String text) {
    printer.say(text);
  }

  @Override
  public void kafka(boolean gone, String bootstrapServers) {
    printer.tell(
        gone
            ? "kafka does not answer: bootstrap.servers=" + bootstrapServers + "; training waits"
            : "kafka answers again: bootstrap.servers=" + bootstrapServers + "; training goes on",
        JsonNodeFactory.instance
            .objectNode()
            .put("kafka", gone ? "gone" : "back")
            .put("bootstrapServers", bootstrapServers));
  }

  @Override
  public void input(InputReport latest) {
    warning.show(latest);
  }

  @Override
  public void misfits(List<Misfit> misfits, int replicas) {
    for (Misfit misfit : misfits) {
      if (told.add(misfit.kind())) {
        printer.end();
        console.note(misfit.warning(replicas));
      }
    }
  }

  @Override
  public void ended(TrainingReport report) {
    printer.report(report);
    tracking.ended(report);
  }
}
