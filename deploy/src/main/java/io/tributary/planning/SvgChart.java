package io.tributary.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a chart of measured points and the cost model's line as SVG. */
final class SvgChart {
  private static final int LEFT = SvgCanvas.LEFT;
  private static final String MEASURED = "#0b5fa5";
  private static final String MODEL = "#c8501e";

  private final Chart chart;
  private final Axis across;
  private final SvgCanvas canvas;

  private SvgChart(Chart chart, boolean fromZero) {
    this.chart = chart;
    across = Axis.ofChanges(chart.points().stream().map(Chart.Point::x).toList());
    List<Double> figures = new ArrayList<>();
    for (Chart.Point point : chart.points()) {
      figures.add(point.measured());
      if (Double.isFinite(point.predicted())) {
        figures.add(point.predicted());
      }
    }
    canvas = new SvgCanvas(chart.title(), across, Axis.ofFigures(figures, fromZero));
  }

  /**
   * Returns the document.
   *
   * @param fromZero true when the figures are to be seen against zero
   */
  static String draw(Chart chart, boolean fromZero) {
    return new SvgChart(chart, fromZero).document();
  }

  private String document() {
    canvas.axes(chart.xTitle(), chart.yTitle());
    legend();
    if (chart.hasModel()) {
      model();
    }
    measured();
    return canvas.document();
  }

  private void legend() {
    canvas.add("<circle cx=\"%d\" cy=\"44\" r=\"4\" fill=\"%s\"/>", LEFT + 8, MEASURED);
    canvas.add("<text x=\"%d\" y=\"48\">measured</text>", LEFT + 18);
    if (chart.hasModel()) {
      canvas.add(
          "<line x1=\"%d\" y1=\"44\" x2=\"%d\" y2=\"44\" stroke=\"%s\" stroke-width=\"2\""
              + " stroke-dasharray=\"6 3\"/>",
          LEFT + 100, LEFT + 128, MODEL);
      canvas.add("<text x=\"%d\" y=\"48\">cost model</text>", LEFT + 134);
    }
  }

  private void model() {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < chart.points().size(); i++) {
      double predicted = chart.points().get(i).predicted();
      if (Double.isFinite(predicted)) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), canvas.y(predicted)));
      }
    }
    canvas.add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\""
            + " stroke-dasharray=\"6 3\"/>",
        points.toString().strip(), MODEL);
  }

  private void measured() {
    for (int i = 0; i < chart.points().size(); i++) {
      Chart.Point point = chart.points().get(i);
      canvas.add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"><title>%s: %s</title></circle>",
          x(i),
          canvas.y(point.measured()),
          MEASURED,
          SvgCanvas.escape(point.x()),
          String.format(Locale.ROOT, "%,." + chart.decimals() + "f", point.measured()));
    }
  }

  private double x(int point) {
    return canvas.x(across.ticks().get(point).value());
  }
}
