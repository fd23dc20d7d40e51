package io.tributary.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a chart as SVG, on white so that it can be read in light and dark pages. */
final class SvgChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;
  private static final int LEFT = 84;
  private static final int RIGHT = 24;
  private static final int TOP = 64;
  private static final int BOTTOM = 56;
  private static final String MEASURED = "#0b5fa5";
  private static final String MODEL = "#c8501e";
  private static final String GRID = "#dddddd";
  private static final String TEXT = "#222222";

  private final Chart chart;
  private final Axis across;
  private final Axis up;
  private final StringBuilder svg = new StringBuilder();

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
    up = Axis.ofFigures(figures, fromZero);
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
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"%s\">",
        WIDTH, HEIGHT, WIDTH, HEIGHT, TEXT);
    add("<title>%s</title>", escape(chart.title()));
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    add("<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>", LEFT, escape(chart.title()));
    axes();
    legend();
    if (chart.hasModel()) {
      model();
    }
    measured();
    add("</svg>");
    return svg.toString();
  }

  private void axes() {
    for (Axis.Tick tick : up.ticks()) {
      double y = y(tick.value());
      add(
          "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\"/>",
          LEFT, y, WIDTH - RIGHT, y, GRID);
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 8, y + 4, escape(tick.label()));
    }
    int bottom = HEIGHT - BOTTOM;
    for (int i = 0; i < chart.points().size(); i++) {
      Axis.Tick tick = across.ticks().get(i);
      double x = x(i);
      add(
          "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>",
          x, bottom, x, bottom + 5, TEXT);
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          x, bottom + 19, escape(tick.label()));
    }
    add(
        "<path d=\"M%d %d V%d H%d\" fill=\"none\" stroke=\"%s\"/>",
        LEFT, TOP, bottom, WIDTH - RIGHT, TEXT);
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, escape(chart.xTitle()));
    int middle = (TOP + bottom) / 2;
    add(
        "<text x=\"18\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 18 %d)\">%s</text>",
        middle, middle, escape(chart.yTitle()));
  }

  private void legend() {
    add("<circle cx=\"%d\" cy=\"44\" r=\"4\" fill=\"%s\"/>", LEFT + 8, MEASURED);
    add("<text x=\"%d\" y=\"48\">measured</text>", LEFT + 18);
    if (chart.hasModel()) {
      add(
          "<line x1=\"%d\" y1=\"44\" x2=\"%d\" y2=\"44\" stroke=\"%s\" stroke-width=\"2\""
              + " stroke-dasharray=\"6 3\"/>",
          LEFT + 100, LEFT + 128, MODEL);
      add("<text x=\"%d\" y=\"48\">cost model</text>", LEFT + 134);
    }
  }

  private void model() {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < chart.points().size(); i++) {
      double predicted = chart.points().get(i).predicted();
      if (Double.isFinite(predicted)) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(predicted)));
      }
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\""
            + " stroke-dasharray=\"6 3\"/>",
        points.toString().strip(), MODEL);
  }

  private void measured() {
    for (int i = 0; i < chart.points().size(); i++) {
      Chart.Point point = chart.points().get(i);
      add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"><title>%s: %s</title></circle>",
          x(i),
          y(point.measured()),
          MEASURED,
          escape(point.x()),
          String.format(Locale.ROOT, "%,." + chart.decimals() + "f", point.measured()));
    }
  }

  private double x(int point) {
    double position = across.position(across.ticks().get(point).value());
    return LEFT + position * (WIDTH - LEFT - RIGHT);
  }

  private double y(double figure) {
    return HEIGHT - BOTTOM - up.position(figure) * (HEIGHT - TOP - BOTTOM);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
