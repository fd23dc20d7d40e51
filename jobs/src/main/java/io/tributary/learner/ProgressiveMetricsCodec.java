package io.tributary.learner;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Layout of {@link ProgressiveMetrics}: of the histograms only the bins that hold examples, each by
 * its gap to the one before.
 *
 * <pre>
 * | version 1 | count varint | correct varint
 * | weights | logLosses | squaredErrors | absoluteErrors | labels | predictions
 * | bins varint | ( gap varint | positives varint | negatives varint ) * bins |
 *
 * each sum   | length varint | over, two's complement, the highest byte first
 *            | high signed varint | whole varint | fraction varint |
 * </pre>
 *
 * Ordinary sums have no over: its length is 0.
 */
public final class ProgressiveMetricsCodec implements Codec<ProgressiveMetrics> {
  /** The codec. */
  public static final ProgressiveMetricsCodec INSTANCE = new ProgressiveMetricsCodec();

  private static final int VERSION = 1;

  /** The largest double has 1024 bits, and there are no more than 2^63 of them. */
  private static final int MOST_OVER_BYTES = 136;

  private ProgressiveMetricsCodec() {}

  @Override
  public String name() {
    return "progressive-metrics";
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public boolean isImmutable() {
    return false;
  }

  @Override
  public ProgressiveMetrics copy(ProgressiveMetrics value) {
    return value.copy();
  }

  @Override
  public void encode(ProgressiveMetrics value, ByteWriter out) {
    out.writeByte(VERSION);
    out.writeVarLong(value.count);
    out.writeVarLong(value.correct);
    for (ExactSum sum : sums(value)) {
      writeOver(sum.over(), out);
      out.writeSignedVarLong(sum.high());
      out.writeVarLong(sum.whole());
      out.writeVarLong(sum.fraction());
    }
    writeBins(value, out);
  }

  private static void writeOver(@Nullable BigInteger over, ByteWriter out) {
    byte[] bytes = over == null ? new byte[0] : over.toByteArray();
    out.writeVarInt(bytes.length);
    out.writeBytes(bytes, 0, bytes.length);
  }

  private static void writeBins(ProgressiveMetrics value, ByteWriter out) {
    int bins = 0;
    for (int bin = 0; bin < ProgressiveMetrics.BINS; bin++) {
      bins += (value.positives[bin] | value.negatives[bin]) == 0 ? 0 : 1;
    }
    out.writeVarInt(bins);
    int next = 0;
    for (int bin = 0; bin < ProgressiveMetrics.BINS; bin++) {
      if ((value.positives[bin] | value.negatives[bin]) != 0) {
        out.writeVarInt(bin - next);
        out.writeVarLong(value.positives[bin]);
        out.writeVarLong(value.negatives[bin]);
        next = bin + 1;
      }
    }
  }

  @Override
  public ProgressiveMetrics decode(ByteReader in) {
    int written = in.readByte();
    if (written != VERSION) {
      throw new CorruptDataException(
          "unknown progressive metrics version: version=" + written + " allowed=" + VERSION);
    }
    ProgressiveMetrics value = new ProgressiveMetrics();
    value.count = readCounter(in);
    value.correct = readCounter(in);
    for (ExactSum sum : sums(value)) {
      BigInteger over = readOver(in);
      sum.set(new ExactSum(over, in.readSignedVarLong(), in.readVarLong(), in.readVarLong()));
    }
    readBins(in, value);
    return value;
  }

  private static @Nullable BigInteger readOver(ByteReader in) {
    int length = in.readCount(1);
    if (length > MOST_OVER_BYTES) {
      throw new CorruptDataException(
          "sum is too large: bytes=" + length + " allowed=" + MOST_OVER_BYTES);
    }
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) in.readByte();
    }
    return length == 0 ? null : new BigInteger(bytes);
  }

  private static void readBins(ByteReader in, ProgressiveMetrics value) {
    int bins = in.readCount(3);
    int next = 0;
    for (int i = 0; i < bins; i++) {
      int gap = in.readVarInt();
      if (gap < 0 || gap >= ProgressiveMetrics.BINS - next) {
        throw new CorruptDataException(
            "bin out of range: bin=" + (next + (long) gap) + " bins=" + ProgressiveMetrics.BINS);
      }
      int bin = next + gap;
      value.positives[bin] = readCounter(in);
      value.negatives[bin] = readCounter(in);
      next = bin + 1;
    }
  }

  private static long readCounter(ByteReader in) {
    long counter = in.readVarLong();
    if (counter < 0) {
      throw new CorruptDataException("counter is negative: counter=" + counter);
    }
    return counter;
  }

  private static ExactSum[] sums(ProgressiveMetrics value) {
    return new ExactSum[] {
      value.weights,
      value.logLosses,
      value.squaredErrors,
      value.absoluteErrors,
      value.labels,
      value.predictions
    };
  }
}
