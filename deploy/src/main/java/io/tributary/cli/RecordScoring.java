package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.config.InputConfig;
import io.tributary.config.Pipeline;
import io.tributary.example.FieldValues;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import io.tributary.format.DataFileException;
import io.tributary.format.ExampleFormat;
import io.tributary.format.ExampleFormats;
import io.tributary.format.FormatOptions;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Score;
import io.tributary.scoring.Scorer;
import java.io.IOException;
import java.util.Arrays;

/**
 * Scores lines and prints one answer each, in their order, so that whoever sends them can tell
 * which answer belongs to which: also to lines that can't be scored, and to blank ones.
 */
final class RecordScoring {
  private static final byte[] NO_HEADER = {};

  private final Console console;
  private final Scorer scorer;
  private final boolean explains;
  private final boolean json;
  private final InputConfig input;
  private final ExampleFormat format;
  private final FieldValues values;

  private long records;
  private long bad;

  RecordScoring(Console console, Pipeline pipeline, Scorer scorer, boolean explains, boolean json) {
    this.console = console;
    this.scorer = scorer;
    this.explains = explains;
    this.json = json;
    input = pipeline.input();
    format = format();
    values = new FieldValues(scorer.fields());
  }

  private ExampleFormat format() {
    if (input.avro() != null) {
      console.note("records to score are JSON lines: the pipeline's avro records are not lines");
      return ExampleFormats.create("json", FormatOptions.DEFAULT);
    }
    return ExampleFormats.create(input.format(), input.formatOptions());
  }

  /** Scores all lines, and returns false when there were records and none could be scored. */
  boolean scoreAll() throws IOException {
    InputLines lines = new InputLines(console.in(), input.maxRecordBytes());
    byte[] header = NO_HEADER;
    if (input.avro() == null && input.format().equals("csv") && input.columns().isEmpty()) {
      header = header(lines);
    }
    while (lines.next()) {
      if (lines.isBlank() && !lines.isTooLong()) {
        answerBlank(lines.number());
        continue;
      }
      records++;
      try {
        score(lines, header);
      } catch (UnusableRecordException e) {
        bad++;
        answerBad(lines.number(), e);
      }
    }
    if (bad > 0) {
      console.note("records were not scored: bad=" + bad + " lines=" + lines.number());
    }
    return records == 0 || bad < records;
  }

  private static byte[] header(InputLines lines) throws IOException {
    while (lines.next()) {
      if (lines.isTooLong()) {
        throw new DataFileException(
            "header of the records is too long: line="
                + lines.number()
                + " bytes="
                + lines.length(),
            null);
      }
      if (!lines.isBlank()) {
        return joined(lines.bytes(), new byte[] {'\n'});
      }
    }
    return NO_HEADER;
  }

  private void score(InputLines lines, byte[] header) {
    if (lines.isTooLong()) {
      throw new UnusableRecordException(
          RejectReason.TOO_LARGE,
          "record is too large: bytes="
              + lines.length()
              + " allowed="
              + input.maxRecordBytes()
              + " (input.maxRecordBytes)");
    }
    byte[] record = joined(header, lines.bytes());
    format.decode(record, 0, record.length, values);
    answer();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void answer() {
    if (explains) {
      Explanation explanation = scorer.explain(values);
      if (json) {
        console.line(Explanations.json(explanation).toString());
      } else {
        console.line(Double.toString(explanation.score().prediction()));
        Explanations.lines(explanation).forEach(console::line);
      }
      return;
    }
    Score score = scorer.score(values);
    console.line(json ? Explanations.json(score).toString() : Double.toString(score.prediction()));
  }

  private void answerBad(long line, UnusableRecordException e) {
    String error = "reason=" + e.reason().code() + " detail=" + e.detail();
    console.note("record can't be scored: line=" + line + " " + error);
    console.line(json ? error(error, line) : Double.toString(Double.NaN));
  }

  private void answerBlank(long line) {
    console.line(json ? error("line is blank", line) : "");
  }

  private static String error(String error, long line) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    return object.put("error", error).put("line", line).toString();
  }
}
