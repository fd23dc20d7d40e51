package io.tributary.training;

import io.tributary.example.Example;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.Decoded;
import java.time.InstantSource;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * How far a partition is in event time: the earliest time of its last few examples, and never later
 * than now. So a single record with a wrong time in the future does not make its partition wait for
 * the others until then.
 */
final class PartitionTime implements WatermarkGenerator<InputRecord> {
  /** Examples after which the time is told, without waiting for Flink to ask for it. */
  static final int FEW = 256;

  private final InstantSource clock;
  private long earliest = Long.MAX_VALUE;
  private int count;

  /**
   * Creates the time of a partition.
   *
   * @param clock tells what now is
   */
  PartitionTime(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void onEvent(InputRecord record, long timestamp, WatermarkOutput output) {
    if (record instanceof Decoded decoded && decoded.example().eventTime() != Example.NO_TIME) {
      earliest = Math.min(earliest, decoded.example().eventTime());
      count++;
      if (count == FEW) {
        onPeriodicEmit(output);
      }
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (count > 0) {
      output.emitWatermark(new Watermark(Math.min(earliest, clock.millis())));
      earliest = Long.MAX_VALUE;
      count = 0;
    }
  }
}
