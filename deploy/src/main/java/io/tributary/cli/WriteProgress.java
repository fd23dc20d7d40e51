package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How far writing is. */
record WriteProgress(long rows, double seconds) implements ProgressPrinter.Progress {
  @Override
  public String line() {
    return "wrote "
        + Figures.count(rows, "row")
        + ", "
        + Figures.count(seconds > 0 ? Math.round(rows / seconds) : 0)
        + "/s";
  }

  @Override
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("final", false)
        .put("rows", rows)
        .put("seconds", seconds);
  }
}
