package io.tributary.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.scoring.Contribution;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Scores and their explanations, for people and for programs. */
final class Explanations {
  private Explanations() {}

  /** Returns a line for each active feature, the weightiest first. */
  static List<String> lines(Explanation explanation) {
    List<String> lines = new ArrayList<>();
    for (Contribution part : explanation.contributions()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %+9.4f  %s%s%s",
              part.amount(),
              part.name(),
              part.value().isEmpty() ? "" : " = " + part.value(),
              part.x() == 1 ? "" : "  (" + part.x() + " x " + part.weight() + ")"));
    }
    lines.add(String.format(Locale.ROOT, "  %+9.4f  sum", explanation.score().margin()));
    return lines;
  }

  static ObjectNode json(Score score) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Figures.put(json, "score", score.prediction());
    Figures.put(json, "margin", score.margin());
    json.put("modelVersion", score.version());
    return json;
  }

  static ObjectNode json(Explanation explanation) {
    ObjectNode json = json(explanation.score());
    ArrayNode features = json.putArray("features");
    for (Contribution part : explanation.contributions()) {
      ObjectNode feature = features.addObject();
      feature.put("name", part.name());
      feature.put("value", part.value());
      feature.put("x", part.x());
      feature.put("weight", part.weight());
      feature.put("amount", part.amount());
    }
    return json;
  }
}
