package io.tributary.sending;

import io.tributary.example.UnusableRecordException;
import io.tributary.failure.CommandFailedException;
import io.tributary.failure.UsageException;
import io.tributary.format.CsvRows;
import io.tributary.format.DataFileException;
import io.tributary.format.FileRecord;
import io.tributary.format.RecordFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.process.StopSignal;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Sends records of a file to a topic, and tells how to go on when Kafka has not taken them all. */
public final class Delivery {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Rows rows;
  private final Target target;
  private final Waiting waiting;
  private final StopSignal stop;
  private final Listener listener;

  /**
   * Which records go.
   *
   * @param file name of the data file
   * @param first number of the first record to send, from 1
   * @param rate records a second; 0 is as fast as can be
   */
  public record Rows(String file, long first, double rate) {}

  /**
   * Where records go, and as what.
   *
   * @param keyField field of their key, if they have one
   * @param csv makes them CSV rather than JSON
   */
  public record Target(
      KafkaSettings kafka, String topic, @Nullable String keyField, @Nullable CsvRows csv) {}

  /** Is told how it goes. */
  public interface Listener extends SendListener {
    /** Takes what Kafka has taken in the end, whether or not that is all. */
    void ended(Sent taken);

    /**
     * Takes how to go on when not all was sent.
     *
     * @param next the first row that Kafka has not taken
     * @param repeated how many of the rows from there on it has taken nevertheless
     */
    void unfinished(long next, long repeated);
  }

  /** Creates a delivery. */
  public Delivery(Rows rows, Target target, Waiting waiting, StopSignal stop, Listener listener) {
    this.rows = rows;
    this.target = target;
    this.waiting = waiting;
    this.stop = stop;
    this.listener = listener;
  }

  /**
   * Sends the records.
   *
   * @param partitions number of partitions of the topic if it is absent, or 0 not to create it
   * @throws CommandFailedException when Kafka has not taken all of them
   */
  public void send(int partitions) throws IOException {
    // A wrong file shows before anything is created.
    try (RecordFile records = RecordFile.open(rows.file(), target.keyField())) {
      skip(records);
      Topics.require(target.kafka(), target.topic(), partitions, waiting);
      send(records);
    }
  }

  private void skip(RecordFile records) {
    for (long row = 1; row < rows.first(); row++) {
      if (!records.hasNext()) {
        throw new UsageException(
            "data file has fewer rows: --from-row=" + rows.first() + " rows=" + (row - 1));
      }
      records.next();
    }
  }

  private void send(RecordFile records) {
    long start = System.nanoTime();
    RuntimeException failure = null;
    try (RecordSender sender = RecordSender.to(target.kafka(), target.topic(), 0)) {
      stop.interrupts(Thread.currentThread());
      try {
        sendAll(records, sender);
        stop.throwIfRequested();
        sender.awaitAll();
      } catch (CommandFailedException | DataFileException e) {
        failure = e;
      } catch (InterruptException e) {
        failure = new CommandFailedException("stopped before the end");
      }
      // So that it can still wait for what is under way.
      Thread.interrupted();
      sender.close(PATIENCE);
      listener.ended(taken(sender, start));
      if (failure != null) {
        listener.unfinished(rows.first() + sender.resumeAt(), sender.takenBeyond());
        throw failure;
      }
      sender.requireNoneTooLarge(rows.first());
    }
  }

  private void sendAll(RecordFile records, RecordSender sender) {
    Pace pace = new Pace(rows.rate(), waiting::nanos);
    long start = System.nanoTime();
    while (!stop.isRequested() && records.hasNext()) {
      FileRecord next = records.next();
      sender.send(next.key(), value(next));
      long wait = pace.waitNanos(sender.sent());
      while (wait > 0 && !stop.isRequested()) {
        waiting.pause(Duration.ofNanos(wait));
        wait = pace.waitNanos(sender.sent());
      }
      listener.sending(() -> taken(sender, start));
    }
  }

  private static Sent taken(RecordSender sender, long start) {
    return new Sent(sender.acknowledged(), (System.nanoTime() - start) / 1e9);
  }

  private byte[] value(FileRecord next) {
    CsvRows csv = target.csv();
    try {
      return csv == null ? next.json() : csv.convert(next.json());
    } catch (UnusableRecordException e) {
      throw new DataFileException(
          "data file is broken: file="
              + rows.file()
              + " line="
              + next.line()
              + " problem="
              + e.getMessage(),
          e);
    }
  }
}
