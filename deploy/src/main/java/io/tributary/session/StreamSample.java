package io.tributary.session;

import io.tributary.advice.StreamShape;
import io.tributary.config.Pipeline;
import io.tributary.format.RecordFile;
import java.io.IOException;

/**
 * What the first records of a data file are like.
 *
 * @param shape what their examples are like
 * @param isWhole true when the file has no others
 */
public record StreamSample(StreamShape shape, boolean isWhole) {
  private static final int MOST_RECORDS = 100_000;

  /**
   * Reads the first records of a file.
   *
   * @throws io.tributary.format.DataFileException when it can't be read
   * @throws io.tributary.failure.CommandFailedException when no record is an example
   */
  public static StreamSample of(Pipeline pipeline, String data) throws IOException {
    FileIntake intake = new FileIntake(Evaluation.ofDataFile(pipeline), data);
    try (RecordFile records = intake.open()) {
      for (int read = 0; read < MOST_RECORDS && records.hasNext(); read++) {
        var unused = intake.take(records.next());
      }
      StreamShape shape = intake.shape();
      intake.report().requireLearned(shape.examples());
      return new StreamSample(shape, !records.hasNext());
    }
  }
}
