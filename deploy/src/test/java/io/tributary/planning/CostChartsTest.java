package io.tributary.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

final class CostChartsTest {
  @TempDir private Path directory;

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static Chart chart(String... values) {
    List<Chart.Point> points = Stream.of(values).map(x -> new Chart.Point(x, 3, 4)).toList();
    return new Chart("file", "a < b & c", "x", "y", 1, points);
  }

  @Test
  void drawsEveryPointWithinTheFrame() throws Exception {
    for (Chart chart :
        List.of(
            chart("1", "2", "4", "8"),
            chart("0", "1", "2", "unbounded"),
            chart("18", "26"),
            chart("5"))) {
      Document svg = parse(SvgChart.draw(chart, true));
      var circles = svg.getElementsByTagName("circle");
      // One is the legend's.
      assertThat(circles.getLength()).isEqualTo(chart.points().size() + 1);
      double before = 0;
      for (int i = 1; i < circles.getLength(); i++) {
        Element circle = (Element) circles.item(i);
        double x = Double.parseDouble(circle.getAttribute("cx"));
        assertThat(x).isBetween(before, 640.0);
        assertThat(Double.parseDouble(circle.getAttribute("cy"))).isBetween(0.0, 400.0);
        before = x + 1;
      }
      Element line = (Element) svg.getElementsByTagName("polyline").item(0);
      assertThat(line.getAttribute("points").split(" ")).hasSize(chart.points().size());
    }
  }

  @Test
  void doublingsAreEquallyFarApart() {
    Axis axis = Axis.ofChanges(List.of("1", "2", "4"));
    double step = axis.position(2) - axis.position(1);
    assertThat(axis.position(4) - axis.position(2)).isCloseTo(step, Offset.offset(1e-9));
    assertThat(Axis.ofChanges(List.of("18", "20", "22")).logarithmic()).isFalse();
    assertThat(Axis.ofFigures(List.of(1.0, 300.0), true).logarithmic()).isTrue();
  }

  @Test
  void renewsTablesAndKeepsWhatIsWrittenAround() throws IOException {
    CurvesFile curves =
        CurvesFile.of(new ObjectMapper().readTree(SyntheticCurves.json(1)), "synthetic");
    CostModel model = Calibration.fit(curves);
    Path charts = directory.resolve("docs/charts");
    Path page = directory.resolve("docs/costs.md");
    CostCharts drawn = CostCharts.of(model, curves);
    drawn.write(charts, page);
    String made = Files.readString(page);
    assertThat(made).contains("](charts/cpu-replicas.svg)", "| 16 | ", "log-loss against");
    try (Stream<Path> files = Files.list(charts)) {
      assertThat(files.count()).isEqualTo(drawn.count());
    }
    String edited =
        "By hand.\n" + made.replace("<!-- end cpu-bits -->", "<!-- end cpu-bits -->\nToo.");
    String stale = edited.replace("| 16 | ", "| 17 | ");
    Files.writeString(page, stale);
    drawn.write(charts, page);
    assertThat(Files.readString(page)).isEqualTo(edited);
  }

  @Test
  void aLostMarkerIsAnError() {
    assertThatThrownBy(() -> CostPage.renew("<!-- begin a -->", "a", "x"))
        .isInstanceOf(PlanningException.class);
  }
}
