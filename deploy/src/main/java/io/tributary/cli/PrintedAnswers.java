package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.example.UnusableRecordException;
import io.tributary.lines.Answers;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Score;
import java.util.List;

/** Prints answers. */
final class PrintedAnswers implements Answers {
  private final Console console;
  private final boolean json;
  private final List<String> classes;

  /**
   * Creates a printer.
   *
   * @param classes their names, when the model tells several apart; otherwise none
   */
  PrintedAnswers(Console console, boolean json, List<String> classes) {
    this.console = console;
    this.json = json;
    this.classes = classes;
  }

  @Override
  public void note(String fact) {
    console.note(fact);
  }

  @Override
  public void score(Score score) {
    console.line(
        json
            ? Explanations.json(score, classes).toString()
            : Explanations.prediction(score, classes));
  }

  @Override
  public void explanation(Explanation explanation) {
    if (json) {
      console.line(Explanations.json(explanation, classes).toString());
    } else {
      console.line(Explanations.prediction(explanation.score(), classes));
      Explanations.lines(explanation).forEach(console::line);
    }
  }

  @Override
  public void bad(long line, UnusableRecordException problem) {
    String error = "reason=" + problem.reason().code() + " detail=" + problem.detail();
    console.note("record can't be scored: line=" + line + " " + error);
    console.line(json ? error(error, line) : Double.toString(Double.NaN));
  }

  @Override
  public void blank(long line) {
    console.line(json ? error("line is blank", line) : "");
  }

  private static String error(String error, long line) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    return object.put("error", error).put("line", line).toString();
  }
}
