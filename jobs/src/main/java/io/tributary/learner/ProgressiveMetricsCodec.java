package io.tributary.learner;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;

/**
 * Layout of {@link ProgressiveMetrics}: of the histograms only the bins that hold examples, each by
 * its gap to the one before.
 *
 * <pre>
 * | version 1 | count varint | correct varint
 * | weights | logLosses | squaredErrors | absoluteErrors | labels | predictions
 * | bins varint | ( gap varint | positives varint | negatives varint ) * bins |
 *
 * each sum   | high signed varint | whole varint | fraction varint |
 * </pre>
 */
public final class ProgressiveMetricsCodec implements Codec<ProgressiveMetrics> {
  /** The codec. */
  public static final ProgressiveMetricsCodec INSTANCE = new ProgressiveMetricsCodec();

  private ProgressiveMetricsCodec() {}

  @Override
  public String name() {
    return "progressive-metrics";
  }

  @Override
  public int version() {
    return 1;
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
    out.writeByte(version());
    out.writeVarLong(value.count);
    out.writeVarLong(value.correct);
    for (ExactSum sum : sums(value)) {
      out.writeSignedVarLong(sum.high());
      out.writeVarLong(sum.whole());
      out.writeVarLong(sum.fraction());
    }
    writeBins(value, out);
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
    if (written != version()) {
      throw new CorruptDataException(
          "unknown progressive metrics version: version=" + written + " allowed=" + version());
    }
    ProgressiveMetrics value = new ProgressiveMetrics();
    value.count = readCounter(in);
    value.correct = readCounter(in);
    for (ExactSum sum : sums(value)) {
      sum.set(new ExactSum(in.readSignedVarLong(), in.readVarLong(), in.readVarLong()));
    }
    readBins(in, value);
    return value;
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
