package io.tributary.lines;

import io.tributary.config.InputConfig;
import io.tributary.config.Pipeline;
import io.tributary.example.FieldValues;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import io.tributary.format.DataFileException;
import io.tributary.format.ExampleFormat;
import io.tributary.format.ExampleFormats;
import io.tributary.format.FormatOptions;
import io.tributary.scoring.Scorer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Scores lines and gives one answer each, in their order, so that whoever sends them can tell which
 * answer belongs to which: also to lines that can't be scored, and to blank ones.
 */
public final class LineScoring {
  private static final byte[] NO_HEADER = {};

  private final Answers answers;
  private final Scorer scorer;
  private final boolean explains;
  private final InputConfig input;
  private final ExampleFormat format;
  private final FieldValues values;

  private long records;
  private long bad;

  /**
   * Creates a scoring.
   *
   * @param explains true to tell why each score is so
   */
  public LineScoring(Pipeline pipeline, Scorer scorer, boolean explains, Answers answers) {
    this.answers = answers;
    this.scorer = scorer;
    this.explains = explains;
    input = pipeline.input();
    format = format();
    values = new FieldValues(scorer.fields());
  }

  private ExampleFormat format() {
    if (input.avro() != null) {
      answers.note("records to score are JSON lines: the pipeline's avro records are not lines");
      return ExampleFormats.create("json", FormatOptions.DEFAULT);
    }
    return ExampleFormats.create(input.format(), input.formatOptions());
  }

  /** Scores all lines, and returns false when there were records and none could be scored. */
  public boolean scoreAll(InputStream in) throws IOException {
    InputLines lines = new InputLines(in, input.maxRecordBytes());
    byte[] header = NO_HEADER;
    if (input.avro() == null && input.format().equals("csv") && input.columns().isEmpty()) {
      header = header(lines);
    }
    while (lines.next()) {
      if (lines.isBlank() && !lines.isTooLong()) {
        answers.blank(lines.number());
        continue;
      }
      records++;
      try {
        score(lines, header);
      } catch (UnusableRecordException e) {
        bad++;
        answers.bad(lines.number(), e);
      }
    }
    if (bad > 0) {
      answers.note("records were not scored: bad=" + bad + " lines=" + lines.number());
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
      answers.explanation(scorer.explain(values));
    } else {
      answers.score(scorer.score(values));
    }
  }
}
