package io.tributary.planning;

import java.util.Locale;

/**
 * The page of charts and tables: what is between a chart's markers is made anew, all else stays.
 */
final class CostPage {
  static final String EMPTY =
      """
      # How costs grow

      Made from measured curves by `tributary plan --charts`, which renews what is between its \
      markers and leaves all else alone. A point is measured, the line is what the cost model says.
      """;

  private CostPage() {}

  static String section(Chart chart, String image) {
    StringBuilder section = new StringBuilder();
    section.append("### ").append(chart.title()).append("\n\n");
    section.append("![").append(chart.title()).append("](").append(image).append(")\n\n");
    boolean model = chart.hasModel();
    section.append("| ").append(chart.xTitle()).append(" | ").append(chart.yTitle()).append(" |");
    section.append(model ? " cost model | error |\n|---|---|---|---|\n" : "\n|---|---|\n");
    String figure = "%,." + chart.decimals() + "f";
    for (Chart.Point point : chart.points()) {
      section.append("| ").append(point.x()).append(" | ");
      section.append(String.format(Locale.ROOT, figure + " |", point.measured()));
      if (model) {
        section.append(
            String.format(
                Locale.ROOT,
                " " + figure + " | %+.1f %% |",
                point.predicted(),
                100 * (point.predicted() / point.measured() - 1)));
      }
      section.append('\n');
    }
    return section.toString();
  }

  /** Returns the page with another section between the markers of a name; at its end when new. */
  static String renew(String page, String name, String section) {
    String begin = "<!-- begin " + name + " -->";
    String end = "<!-- end " + name + " -->";
    String marked = begin + "\n" + section + end;
    int from = page.indexOf(begin);
    int to = page.indexOf(end, Math.max(0, from));
    if (from >= 0 && to >= 0) {
      return page.substring(0, from) + marked + page.substring(to + end.length());
    }
    if (from >= 0 || page.contains(end)) {
      throw new PlanningException("only one of two markers is in the page: chart=" + name);
    }
    return page.stripTrailing() + "\n\n" + marked + "\n";
  }
}
