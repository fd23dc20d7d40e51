package io.tributary.format;

import io.tributary.example.ExampleSchema;
import io.tributary.example.Featurizer;
import io.tributary.example.FieldValues;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.format.DecodedRecord.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * Makes examples of records. A record that is not usable is an answer, never an exception: one bad
 * record must not stop a job. Not thread safe.
 */
public final class RecordDecoder {
  private final ExampleFormat format;
  private final Featurizer featurizer;
  private final int maxRecordBytes;
  private final FieldValues values;

  /** Of the first records, if somebody wants to know. */
  private @Nullable FieldWatch watch;

  private @Nullable SeenFields lastSeen;

  /** Creates a decoder that rejects records of more than {@code maxRecordBytes}. */
  public RecordDecoder(ExampleFormat format, Featurizer featurizer, int maxRecordBytes) {
    if (maxRecordBytes < 1) {
      throw new IllegalArgumentException(
          "maximum size of a record is not positive: maxRecordBytes=" + maxRecordBytes);
    }
    this.format = format;
    this.featurizer = featurizer;
    this.maxRecordBytes = maxRecordBytes;
    values = new FieldValues(featurizer.fields());
  }

  /** Creates a decoder of a schema and a format by name. */
  public static RecordDecoder of(
      ExampleSchema schema, String format, FormatOptions options, int maxRecordBytes) {
    return new RecordDecoder(
        ExampleFormats.create(format, options), new Featurizer(schema), maxRecordBytes);
  }

  /** Begins to look at which fields the next thousand records have. */
  public void watchFields() {
    watch = new FieldWatch(featurizer.fields());
  }

  /** Returns what was seen since this was last asked, or null when it is nothing. */
  public @Nullable SeenFields takeSeenFields() {
    SeenFields seen = watch == null ? lastSeen : watch.take();
    lastSeen = null;
    return seen;
  }

  /**
   * Returns what becomes of a record.
   *
   * @param value the record, or null
   * @param sentTime when it was sent, or {@link io.tributary.example.Example#NO_TIME}
   */
  public DecodedRecord decode(byte @Nullable [] value, long sentTime) {
    return value == null ? empty() : decode(value, 0, value.length, sentTime);
  }

  /**
   * Returns what becomes of a record that lies within an array.
   *
   * @param sentTime when it was sent, or {@link io.tributary.example.Example#NO_TIME}
   */
  public DecodedRecord decode(byte[] bytes, int offset, int length, long sentTime) {
    if (length == 0) {
      return empty();
    }
    if (length > maxRecordBytes) {
      return new Rejected(
          RejectReason.TOO_LARGE,
          "record is too large: bytes=" + length + " allowed=" + maxRecordBytes);
    }
    try {
      format.decode(bytes, offset, length, values);
      if (watch != null && !watch.look(values, format, bytes, offset, length)) {
        lastSeen = watch.take();
        watch = null;
      }
      return new Decoded(featurizer.example(values, sentTime));
    } catch (UnusableRecordException e) {
      return new Rejected(e.reason(), e.detail());
    }
  }

  private static Rejected empty() {
    return new Rejected(RejectReason.EMPTY, "record has no value");
  }
}
