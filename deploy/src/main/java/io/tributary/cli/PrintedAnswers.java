package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.example.UnusableRecordException;
import io.tributary.lines.Answers;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Score;

/** Prints answers. */
final class PrintedAnswers implements Answers {
  private final Console console;
  private final boolean json;

  PrintedAnswers(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  @Override
  public void note(String fact) {
    console.note(fact);
  }

  @Override
  public void score(Score score) {
    console.line(json ? Explanations.json(score).toString() : Double.toString(score.prediction()));
  }

  @Override
  public void explanation(Explanation explanation) {
    if (json) {
      console.line(Explanations.json(explanation).toString());
    } else {
      console.line(Double.toString(explanation.score().prediction()));
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
