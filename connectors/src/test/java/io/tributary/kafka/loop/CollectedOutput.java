package io.tributary.kafka.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * Collects what a reader gives.
 *
 * @param <T> type of the values
 */
public final class CollectedOutput<T> implements ReaderOutput<T> {
  private final List<T> values = new ArrayList<>();
  private final Consumer<T> whoTakesIt;

  public CollectedOutput() {
    this(value -> {});
  }

  /** Hands each value on, too. */
  public CollectedOutput(Consumer<T> whoTakesIt) {
    this.whoTakesIt = whoTakesIt;
  }

  /** Returns what has been given so far. */
  public List<T> values() {
    return values;
  }

  @Override
  public void collect(T value) {
    values.add(value);
    whoTakesIt.accept(value);
  }

  @Override
  public void collect(T value, long timestamp) {
    collect(value);
  }

  @Override
  public void emitWatermark(Watermark watermark) {}

  @Override
  public void markIdle() {}

  @Override
  public void markActive() {}

  @Override
  public SourceOutput<T> createOutputForSplit(String splitId) {
    return this;
  }

  @Override
  public void releaseOutputForSplit(String splitId) {}
}
