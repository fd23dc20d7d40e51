package io.tributary.bench.kernels;

import io.tributary.bench.ClickRows;
import io.tributary.format.DecodedRecord;
import io.tributary.format.RecordDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a record's bytes to a hashed example. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class DecodeKernels {
  /** The record format. */
  @Param({"json", "csv", "avro"})
  public String format;

  private byte[][] records;
  private RecordDecoder decoder;
  private int next;

  /** Makes the records. */
  @Setup
  public void setUp() {
    records = KernelRows.records(format);
    decoder = ClickRows.decoder(KernelRows.data(format));
    ClickRows.example(decoder.decode(records[0], 0));
  }

  /** Decodes and hashes one record. */
  @Benchmark
  public DecodedRecord decode() {
    return decoder.decode(records[next++ & KernelRows.MASK], 0);
  }
}
