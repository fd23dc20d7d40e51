package io.tributary.planning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The curves as charts and tables. */
public final class CostCharts {
  private static final String LOG_LOSS = "log-loss";
  private static final Set<String> LOSS_CURVES = Set.of("round", "staleness", "replicas");
  private static final Map<String, String> TITLES =
      Map.of(
          "replicas", "replicas",
          "bits", "model size, 2^x weights",
          "features", "features per example",
          "round", "examples of a replica's round",
          "staleness", "staleness in rounds",
          "interval", "seconds between checkpoints");

  private final List<Chart> charts;

  private CostCharts(List<Chart> charts) {
    this.charts = List.copyOf(charts);
  }

  /** Draws all curves for which something was measured. */
  public static CostCharts of(CostModel model, CurvesFile curves) {
    Map<String, List<Measurement>> byCurve = new TreeMap<>();
    for (Measurement point : curves.measurements()) {
      byCurve.computeIfAbsent(point.curve(), name -> new ArrayList<>()).add(point);
    }
    List<Chart> charts = new ArrayList<>();
    byCurve.forEach(
        (curve, points) -> {
          points.sort(Comparator.comparingDouble(CostCharts::order));
          for (Quantity quantity : Quantity.values()) {
            add(charts, curve, quantity, points, model);
          }
          if (LOSS_CURVES.contains(curve)) {
            addLoss(charts, curve, points);
          }
        });
    return new CostCharts(charts);
  }

  private static double order(Measurement point) {
    try {
      return Double.parseDouble(point.x());
    } catch (NumberFormatException e) {
      // Words, like unbounded, come after all numbers.
      return Double.MAX_VALUE;
    }
  }

  private static void add(
      List<Chart> charts,
      String curve,
      Quantity quantity,
      List<Measurement> measurements,
      CostModel model) {
    List<Chart.Point> points =
        measurements.stream()
            .filter(point -> point.value(quantity).isPresent())
            .map(
                point ->
                    new Chart.Point(
                        point.x(),
                        point.value(quantity).orElseThrow(),
                        model.predict(quantity, point.workload()).orElse(Double.NaN)))
            .toList();
    String name = quantity.name().toLowerCase(Locale.ROOT).replace('_', '-');
    addIfAny(charts, curve, name, quantity.title(), quantity.decimals(), points);
  }

  private static void addLoss(List<Chart> charts, String curve, List<Measurement> measurements) {
    List<Chart.Point> points =
        measurements.stream()
            .filter(point -> Double.isFinite(point.logLoss()))
            .map(point -> new Chart.Point(point.x(), point.logLoss(), Double.NaN))
            .toList();
    addIfAny(charts, curve, LOG_LOSS, LOG_LOSS, 5, points);
  }

  private static void addIfAny(
      List<Chart> charts,
      String curve,
      String name,
      String yTitle,
      int decimals,
      List<Chart.Point> points) {
    if (!points.isEmpty()) {
      String xTitle = TITLES.getOrDefault(curve, curve);
      charts.add(
          new Chart(
              (name + "-" + curve).replaceAll("[^A-Za-z0-9-]+", "-"),
              yTitle + " against " + xTitle,
              xTitle,
              yTitle,
              decimals,
              points));
    }
  }

  /** Returns how many charts there are. */
  public int count() {
    return charts.size();
  }

  /**
   * Writes the charts, and renews the tables of a page without touching the text around them.
   *
   * @param directory of the charts
   * @param page the Markdown page; made when absent
   */
  public void write(Path directory, Path page) throws IOException {
    Files.createDirectories(directory);
    for (Chart chart : charts) {
      Files.writeString(
          directory.resolve(chart.file() + ".svg"),
          SvgChart.draw(chart, !chart.yTitle().equals(LOG_LOSS)));
    }
    Path absolute = page.toAbsolutePath();
    Path parent = absolute.getParent();
    Path shown = parent == null ? directory : parent.relativize(directory.toAbsolutePath());
    String before = Files.exists(page) ? Files.readString(page) : CostPage.EMPTY;
    String after = before;
    for (Chart chart : charts) {
      String image = shown.resolve(chart.file() + ".svg").toString().replace('\\', '/');
      after = CostPage.renew(after, chart.file(), CostPage.section(chart, image));
    }
    Files.writeString(page, after);
  }
}
