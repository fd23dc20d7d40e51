package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.advice.Misfit;
import io.tributary.advice.ReplicaChoice;
import io.tributary.advice.ReplicaChoice.Run;
import io.tributary.operations.InputReport;
import io.tributary.session.TrainingReport;
import java.util.ArrayList;
import java.util.List;

/** Shows what several numbers of replicas came to, side by side, and which to use. */
final class ComparisonReport {
  private static final String ROW = "  %8s  %9s  %9s  %12s";

  private final boolean isSimulated;
  private final List<TrainingReport> reports = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();

  /**
   * Creates a comparison of no runs.
   *
   * @param isSimulated true when all replicas of a run share a thread, so that more of them are
   *     never faster
   */
  ComparisonReport(boolean isSimulated) {
    this.isSimulated = isSimulated;
  }

  /**
   * Adds a run, that of one replica first.
   *
   * @param misfits what speaks against its number of replicas
   */
  void add(TrainingReport report, List<Misfit> misfits) {
    double perSecond = isSimulated ? Double.NaN : report.examplesPerSecond();
    reports.add(report);
    runs.add(new Run(report.replicas(), report.metrics().headline(), perSecond, misfits));
  }

  /** Returns the last run's object for programs. */
  ObjectNode lastJson() {
    int last = runs.size() - 1;
    ObjectNode json = new FinalReport(reports.get(last)).json();
    Figures.put(json, "aboveOne", runs.get(last).above(runs.get(0)));
    return json;
  }

  ObjectNode adviceJson() {
    ReplicaChoice choice = ReplicaChoice.of(runs);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("final", true);
    json.putObject("advice")
        .put("replicas", choice.replicas())
        .put("reason", choice.reason())
        .put("bound", ReplicaChoice.BOUND);
    return json;
  }

  /** Returns a table for people, and a line that says which number to use. */
  List<String> lines() {
    TrainingReport one = reports.get(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            ROW,
            "replicas",
            one.metrics().kind().headline().title(),
            "above one",
            isSimulated ? "simulated/s" : "examples/s"));
    for (int i = 0; i < runs.size(); i++) {
      TrainingReport report = reports.get(i);
      double rate = report.examplesPerSecond();
      lines.add(
          String.format(
              ROW,
              Figures.count(report.replicas()),
              Figures.metric(report.metrics().headline(), 5),
              i == 0 ? "-" : ReplicaChoice.percent(runs.get(i).above(runs.get(0))),
              Double.isFinite(rate) ? Figures.count(Math.round(rate)) : "-"));
    }
    InputReport input = one.input();
    if (input.rejected() > 0) {
      lines.add("  rejected in each run: " + Figures.count(input.rejected()));
      InputText.rows(input).forEach(row -> lines.add("  " + row.name() + "  " + row.value()));
    }
    ReplicaChoice choice = ReplicaChoice.of(runs);
    boolean isOpen = isSimulated && choice.replicas() > 1;
    String ending = isOpen ? "; without --simulated it says how fast each is" : "";
    lines.add("use " + Figures.replicas(choice.replicas()) + ": " + choice.reason() + ending);
    return lines;
  }
}
