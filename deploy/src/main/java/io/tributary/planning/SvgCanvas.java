package io.tributary.planning;

import java.util.Locale;

/** A chart's paper: white, so that it can be read in light and dark pages, with title and axes. */
final class SvgCanvas {
  static final int LEFT = 84;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;
  private static final int RIGHT = 24;
  private static final int TOP = 64;
  private static final int BOTTOM = 56;
  private static final String GRID = "#dddddd";
  private static final String TEXT = "#222222";

  private final Axis across;
  private final Axis up;
  private final StringBuilder svg = new StringBuilder();

  SvgCanvas(String title, Axis across, Axis up) {
    this.across = across;
    this.up = up;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"%s\">",
        WIDTH, HEIGHT, WIDTH, HEIGHT, TEXT);
    add("<title>%s</title>", escape(title));
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    add("<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>", LEFT, escape(title));
  }

  void axes(String xTitle, String yTitle) {
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
    for (Axis.Tick tick : across.ticks()) {
      double x = x(tick.value());
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
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, escape(xTitle));
    int middle = (TOP + bottom) / 2;
    add(
        "<text x=\"18\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 18 %d)\">%s</text>",
        middle, middle, escape(yTitle));
  }

  /** Returns where a value of the axis across is. */
  double x(double value) {
    return LEFT + across.position(value) * (WIDTH - LEFT - RIGHT);
  }

  /** Returns where a value of the axis up is. */
  double y(double value) {
    return HEIGHT - BOTTOM - up.position(value) * (HEIGHT - TOP - BOTTOM);
  }

  /** Adds a line of the document. */
  void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** Ends the document and returns it. */
  String document() {
    add("</svg>");
    return svg.toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
