package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.chaos.ChaosReport;
import io.tributary.chaos.Check;
import io.tributary.chaos.Fault;
import io.tributary.chaos.FaultResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows what a failure campaign has found. */
final class ChaosTables {
  private ChaosTables() {}

  /** Returns lines for people. */
  static List<String> lines(ChaosReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-20s %-22s %10s %6s %9s",
            "fault",
            "hit",
            "seconds",
            "lost",
            "repeated"));
    for (FaultResult fault : report.faults()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-20s %-22s %10.1f %6d %9d",
              fault.fault().text(),
              fault.detail(),
              fault.recoverySeconds(),
              fault.lost(),
              fault.repeated()));
    }
    lines.add("");
    for (Check check : report.checks()) {
      lines.add(
          (check.isPassed() ? "same       " : "DIFFERENT  ")
              + check.name()
              + ": "
              + check.actual()
              + (check.isPassed() ? "" : ", expected " + check.expected()));
    }
    double median = report.medianRecovery(Fault.KILL_TASKMANAGER);
    if (Double.isFinite(median)) {
      lines.add(
          String.format(Locale.ROOT, "%nmedian recovery of a killed taskmanager: %.1f s", median));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%n%s: %d faults, %,d examples produced, lost %d, repeated %d, in %.0f s",
            report.isPassed() ? "passed" : "FAILED",
            report.faults().size(),
            report.examples(),
            report.lost(),
            report.repeated(),
            report.seconds()));
    return lines;
  }

  static ObjectNode json(ChaosReport report) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("passed", report.isPassed());
    object.put("examples", report.examples());
    object.put("lost", report.lost());
    object.put("repeated", report.repeated());
    object.put("seconds", report.seconds());
    for (FaultResult fault : report.faults()) {
      object
          .withArray("faults")
          .addObject()
          .put("fault", fault.fault().text())
          .put("hit", fault.detail())
          .put("recoverySeconds", fault.recoverySeconds())
          .put("lost", fault.lost())
          .put("repeated", fault.repeated());
    }
    for (Check check : report.checks()) {
      object
          .withArray("checks")
          .addObject()
          .put("check", check.name())
          .put("passed", check.isPassed())
          .put("expected", check.expected())
          .put("actual", check.actual());
    }
    return object;
  }
}
