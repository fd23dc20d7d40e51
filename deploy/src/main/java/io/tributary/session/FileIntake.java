package io.tributary.session;

import io.tributary.advice.ShapeCounter;
import io.tributary.advice.StreamShape;
import io.tributary.config.Nearest;
import io.tributary.config.Pipeline;
import io.tributary.example.Example;
import io.tributary.example.ExampleSchema;
import io.tributary.example.Featurizer;
import io.tributary.example.FieldNames;
import io.tributary.example.RejectReason;
import io.tributary.format.DataFileException;
import io.tributary.format.DecodedRecord;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.format.DecodedRecord.Rejected;
import io.tributary.format.FileRecord;
import io.tributary.format.FormatOptions;
import io.tributary.format.RecordDecoder;
import io.tributary.format.RecordFile;
import io.tributary.format.SeenFields;
import io.tributary.operations.InputReport;
import io.tributary.training.InputTally;
import io.tributary.training.RejectedSample;
import io.tributary.training.Rejection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of a data file as a job takes those of its topic, and keeps what was wrong with
 * them, and on which lines: the job only knows where they are on the topic.
 */
final class FileIntake {
  private final String file;
  private final ExampleSchema schema;
  private final RecordDecoder decoder;
  private final InputTally tally = new InputTally();
  private final ShapeCounter shape = new ShapeCounter();
  private final Set<RejectReason> shown = EnumSet.noneOf(RejectReason.class);

  /**
   * Creates an intake.
   *
   * @param file what messages call the file
   */
  FileIntake(Pipeline pipeline, String file) {
    this.file = file;
    schema = pipeline.schema();
    decoder =
        RecordDecoder.of(
            schema,
            pipeline.input().format(),
            FormatOptions.DEFAULT,
            pipeline.input().maxRecordBytes());
    decoder.watchFields();
  }

  /**
   * Opens the file.
   *
   * @throws DataFileException when it can't be read, or has not the columns that every record needs
   */
  RecordFile open() {
    RecordFile records = RecordFile.open(file, schema.keyField());
    List<String> columns = records.columns();
    if (columns != null) {
      requireColumns(columns);
    }
    records.passOverBrokenRows((line, reason, detail, row) -> reject(reason, detail, line, row));
    return records;
  }

  private void requireColumns(List<String> columns) {
    FieldNames needed = new Featurizer(schema).fields();
    List<String> missing = new ArrayList<>();
    List<String> nearest = new ArrayList<>();
    for (int slot = 0; slot < needed.size(); slot++) {
      String field = needed.name(slot);
      if (!columns.contains(field)) {
        missing.add(field);
        String near = Nearest.to(field, columns);
        if (near != null) {
          nearest.add(near);
        }
      }
    }
    if (isNeededByAll(missing) || (missing.size() == needed.size() && !missing.isEmpty())) {
      throw new DataFileException(
          "needed fields are no columns of the data file: file="
              + file
              + " missing="
              + missing
              + (nearest.isEmpty() ? "" : " nearest=" + nearest)
              + " there="
              + columns,
          null);
    }
  }

  // Without these, a record is no example; without others it is a poorer one.
  private boolean isNeededByAll(List<String> missing) {
    String label = schema.label() == null ? null : schema.label().field();
    return contains(missing, label)
        || contains(missing, schema.keyField())
        || contains(missing, schema.timeField());
  }

  private static boolean contains(List<String> fields, @Nullable String field) {
    return field != null && fields.contains(field);
  }

  /** Returns what becomes of a record. */
  DecodedRecord take(FileRecord fileRecord) {
    DecodedRecord decoded = decoder.decode(fileRecord.json(), Example.NO_TIME);
    if (decoded instanceof Rejected bad) {
      reject(bad.reason(), bad.detail(), fileRecord.line(), fileRecord.json());
    } else if (decoded instanceof Decoded good) {
      shape.add(good.example());
    }
    return decoded;
  }

  private void reject(RejectReason reason, String detail, long line, byte[] value) {
    RejectedSample sample =
        shown.add(reason) ? RejectedSample.of("line=" + line, detail, value) : null;
    tally.add(new Rejection(reason, 1, sample));
  }

  /** Returns what the examples are like that have been taken. */
  StreamShape shape() {
    return shape.shape();
  }

  /** Returns what was wrong with the records, once all have been taken. */
  InputReport report() {
    SeenFields seen = decoder.takeSeenFields();
    if (seen != null) {
      tally.add(seen);
    }
    return InputReport.of(tally);
  }
}
