package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.planning.ModelCheck;
import io.tributary.planning.Plan;
import io.tributary.planning.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plans and checks as people read them. */
final class PlanTables {
  private static final double GIB = 1 << 30;
  private static final double MIB = 1 << 20;
  private static final double KIB = 1 << 10;
  private static final double MEGABIT = 1e6 / 8;

  private PlanTables() {}

  static List<String> lines(Plan plan, boolean chosen) {
    var workload = plan.workload();
    var memory = plan.memory();
    var traffic = plan.traffic();
    var staleness = plan.staleness();
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "%,.0f examples/s of %.0f features, %s, a model of 2^%d weights (%s)",
            workload.rate(),
            workload.features(),
            workload.format(),
            workload.bits(),
            bytes(workload.modelBytes())));
    lines.add("");
    row(
        lines,
        "replicas",
        text(
            "%d%s, in %d processes",
            workload.replicas(), chosen ? ", chosen" : "", plan.processes()));
    row(
        lines,
        "cores",
        text(
            "%.1f at %.0f %%; each replica needs %.0f %% of one; %.2f CPU s per million examples",
            plan.cores(),
            100 * Planner.UTILISATION,
            100 * plan.replicaCore(),
            plan.cpuSecondsPerMillion()));
    row(
        lines,
        "memory",
        text(
            "%s a replica, %s the fullest process, %s in all; beside it, room for a snapshot",
            bytes(memory.replica()), bytes(memory.process()), bytes(memory.total())));
    row(
        lines,
        "parallelism",
        plan.parallelism().parallelism() + ": " + plan.parallelism().reason());
    row(
        lines,
        "updates",
        text(
            "%.0f bytes per example: %s to Kafka, %s from there to all processes",
            traffic.updateBytesPerExample(),
            speed(traffic.topicBytesPerSecond()),
            speed(traffic.deliveredBytesPerSecond())));
    row(
        lines,
        "busiest process",
        text(
            "in %s, out %s, of %s; its share of the examples comes on top",
            speed(traffic.inBytesPerSecond()),
            speed(traffic.outBytesPerSecond()),
            speed(traffic.limitBytesPerSecond())));
    row(
        lines,
        "checkpoint",
        bytes(plan.checkpointBytes()) + known(plan.checkpointMillis() / 1000, ", in %.1f s"));
    row(lines, "recovery", known(plan.recoverySeconds(), "%.1f s"));
    row(
        lines,
        "staleness",
        Double.isInfinite(staleness.rounds())
            ? "unbounded"
            : text(
                "%.0f rounds of %,.0f examples, open %.1f ms: %.1f ms",
                staleness.rounds(),
                staleness.roundExamples(),
                staleness.roundMillis(),
                staleness.millis()));
    lines.add("");
    lines.add(plan.fits() ? "It fits." : "It does not fit:");
    plan.obstacles().forEach(fact -> lines.add("  " + fact));
    plan.warnings().forEach(fact -> lines.add("warning: " + fact));
    return lines;
  }

  private static void row(List<String> lines, String name, String value) {
    lines.add(text("  %-16s %s", name, value));
  }

  private static String known(double value, String format) {
    return Double.isFinite(value) ? text(format, value) : format.startsWith(",") ? "" : "-";
  }

  static List<String> lines(ModelCheck check) {
    List<String> lines = new ArrayList<>();
    lines.add(
        text("%-22s %-30s %15s %15s %8s", "point", "quantity", "measured", "predicted", "error"));
    for (ModelCheck.Row row : check.rows()) {
      int decimals = row.quantity().decimals();
      lines.add(
          text(
              "%-22s %-30s %15s %15s %+7.1f%%%s",
              row.curve() + " " + row.x(),
              row.quantity().title(),
              number(row.measured(), decimals),
              number(row.predicted(), decimals),
              100 * row.error(),
              row.allowed() ? "" : "  too far"));
    }
    lines.add("");
    lines.add(summary(check));
    return lines;
  }

  static String summary(ModelCheck check) {
    long beyond = check.rows().stream().filter(row -> !row.allowed()).count();
    double worst = check.rows().stream().mapToDouble(row -> Math.abs(row.error())).max().orElse(0);
    return text(
        "%d figures, %d beyond %.0f %%, the worst %.1f %% off",
        check.rows().size(), beyond, 100 * ModelCheck.ALLOWED, 100 * worst);
  }

  static ObjectNode json(ModelCheck check) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("passed", check.passed());
    var rows = json.putArray("rows");
    for (ModelCheck.Row row : check.rows()) {
      ObjectNode line = rows.addObject();
      line.put("curve", row.curve());
      line.put("x", row.x());
      line.put("quantity", row.quantity().name());
      line.put("measured", row.measured());
      Figures.put(line, "predicted", row.predicted());
      Figures.put(line, "error", row.error());
    }
    return json;
  }

  private static String number(double value, int decimals) {
    return Double.isFinite(value) ? text("%,." + decimals + "f", value) : "-";
  }

  private static String bytes(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    return value >= GIB
        ? text("%,.1f GiB", value / GIB)
        : value >= MIB ? text("%,.0f MiB", value / MIB) : text("%,.0f KiB", value / KIB);
  }

  private static String speed(double bytesPerSecond) {
    return text("%,.0f Mbit/s", bytesPerSecond / MEGABIT);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
