package io.tributary.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How exact tables grow with the examples of a stream, from what {@code evaluate --simulated
 * --every N --json} prints, a file for each run.
 */
public final class TableCharts {
  private static final String[] COLORS = {"#0b5fa5", "#c8501e", "#3a7d34", "#7a4f9a"};
  private static final int LEGEND_WIDTH = 150;

  private final List<Line> lines;

  private record Point(double x, double y) {}

  private record Line(String name, List<Point> points) {}

  private TableCharts(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /**
   * Reads runs. A line has the name of its file, with blanks in place of hyphens.
   *
   * @param files at most four
   */
  public static TableCharts read(List<Path> files) {
    if (files.size() > COLORS.length) {
      throw new PlanningException(
          "too many runs for a chart: files=" + files.size() + " allowed=1.." + COLORS.length);
    }
    return new TableCharts(files.stream().map(TableCharts::line).toList());
  }

  private static Line line(Path file) {
    List<Point> points = new ArrayList<>();
    points.add(new Point(0, 0));
    try {
      ObjectMapper mapper = new ObjectMapper();
      for (String text : Files.readAllLines(file)) {
        JsonNode sample = mapper.readTree(text);
        if (sample.has("examples") && sample.has("storeRows")) {
          points.add(
              new Point(sample.path("examples").asDouble(), sample.path("storeRows").asDouble()));
        }
      }
    } catch (IOException e) {
      throw new PlanningException("samples can't be read: file=" + file + " cause=" + e, e);
    }
    if (points.size() == 1) {
      throw new PlanningException("no samples of an exact table: file=" + file);
    }
    String name = file.toAbsolutePath().getFileName().toString();
    return new Line(name.replaceAll("\\.[^.]*$", "").replace('-', ' '), List.copyOf(points));
  }

  /** Writes the chart {@code exact-table-rows.svg}. */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("exact-table-rows.svg"), draw());
  }

  String draw() {
    SvgCanvas canvas =
        new SvgCanvas(
            "Features in an exact table and its store",
            Axis.upTo(points().mapToDouble(Point::x).max().orElse(1)),
            Axis.ofFigures(points().map(Point::y).toList(), true));
    canvas.axes("examples", "features");
    for (int i = 0; i < lines.size(); i++) {
      int at = SvgCanvas.LEFT + i * LEGEND_WIDTH;
      canvas.add(
          "<line x1=\"%d\" y1=\"44\" x2=\"%d\" y2=\"44\" stroke=\"%s\" stroke-width=\"2\"/>",
          at, at + 24, COLORS[i]);
      canvas.add(
          "<text x=\"%d\" y=\"48\">%s</text>", at + 30, SvgCanvas.escape(lines.get(i).name()));
      StringBuilder points = new StringBuilder();
      for (Point point : lines.get(i).points()) {
        points.append(
            String.format(Locale.ROOT, "%.1f,%.1f ", canvas.x(point.x()), canvas.y(point.y())));
      }
      canvas.add(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
          points.toString().strip(), COLORS[i]);
    }
    return canvas.document();
  }

  private Stream<Point> points() {
    return lines.stream().flatMap(line -> line.points().stream());
  }
}
