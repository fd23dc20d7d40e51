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
              factors(part)));
    }
    lines.add(String.format(Locale.ROOT, "  %+9.4f  sum", explanation.score().margin()));
    return lines;
  }

  /** Returns what an amount is the product of, where that is all of it and not plain. */
  private static String factors(Contribution part) {
    boolean isAll = part.amount() == (double) part.weight() * part.x();
    return part.x() == 1 || !isAll ? "" : "  (" + part.x() + " x " + part.weight() + ")";
  }

  /**
   * Returns a prediction: of several classes the likeliest, with its probability.
   *
   * @param classes their names, when there are several; otherwise none
   */
  static String prediction(Score score, List<String> classes) {
    if (classes.isEmpty()) {
      return Double.toString(score.prediction());
    }
    int likeliest = (int) score.prediction();
    return classes.get(likeliest) + " " + score.probabilities().get(likeliest);
  }

  static ObjectNode json(Score score, List<String> classes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Figures.put(json, "score", score.prediction());
    Figures.put(json, "margin", score.margin());
    if (!classes.isEmpty()) {
      int likeliest = (int) score.prediction();
      json.put("class", classes.get(likeliest));
      Figures.put(json, "probability", score.probabilities().get(likeliest));
      ObjectNode all = json.putObject("probabilities");
      for (int i = 0; i < classes.size(); i++) {
        Figures.put(all, classes.get(i), score.probabilities().get(i));
      }
    }
    json.put("modelVersion", score.version());
    return json;
  }

  static ObjectNode json(Explanation explanation, List<String> classes) {
    ObjectNode json = json(explanation.score(), classes);
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
