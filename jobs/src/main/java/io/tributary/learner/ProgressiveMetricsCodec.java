package io.tributary.learner;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.example.LabelRule;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Layout of {@link ProgressiveMetrics}: of the histograms only the bins that hold examples, each by
 * its gap to the one before.
 *
 * <pre>
 * | version 1 | kind 1, since version 2 | count varint | correct varint
 * | weights | losses | squaredErrors | absoluteErrors | labels | predictions
 * | bins varint | ( gap varint | positives varint | negatives varint ) * bins
 * | classes varint | lastCorrect varint | seen varint
 * | ( gap varint | correct varint | predicted varint | actual varint ) * seen |
 *
 * each sum   | length varint | over, two's complement, the highest byte first
 *            | high signed varint | whole varint | fraction varint |
 * </pre>
 *
 * Ordinary sums have no over: its length is 0. Only the kind of several classes has the lines from
 * classes on, and of them only those that were there or were predicted.
 *
 * <p>Version 1 knew two kinds and had no byte for them: binary ones have bins, and others none.
 * They are still written so, because other layouts hold metrics, and need not change for them.
 */
public final class ProgressiveMetricsCodec implements Codec<ProgressiveMetrics> {
  /** The codec. */
  public static final ProgressiveMetricsCodec INSTANCE = new ProgressiveMetricsCodec();

  private static final int VERSION = 2;
  private static final int WITHOUT_KIND = 1;

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
  public int oldestReadable() {
    return WITHOUT_KIND;
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
    MetricsKind kind = value.kind;
    if (kind == null || kind == MetricsKind.BINARY || kind == MetricsKind.REAL) {
      out.writeByte(WITHOUT_KIND);
    } else {
      out.writeByte(VERSION);
      out.writeByte(code(kind));
    }
    out.writeVarLong(value.count);
    out.writeVarLong(value.correct);
    for (ExactSum sum : sums(value)) {
      writeOver(sum.over(), out);
      out.writeSignedVarLong(sum.high());
      out.writeVarLong(sum.whole());
      out.writeVarLong(sum.fraction());
    }
    writeBins(value, out);
    if (kind == MetricsKind.CLASSES) {
      writeClasses(value.classes, out);
    }
  }

  // Codes of their own, because the order of an enum may change.
  private static int code(MetricsKind kind) {
    return switch (kind) {
      case BINARY -> 1;
      case REAL -> 2;
      case HINGE -> 3;
      case QUANTILE -> 4;
      case COUNT -> 5;
      case CLASSES -> 6;
    };
  }

  private static MetricsKind kind(int code) {
    for (MetricsKind kind : MetricsKind.values()) {
      if (code(kind) == code) {
        return kind;
      }
    }
    throw new CorruptDataException("unknown kind of metrics: code=" + code);
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
    if (written < WITHOUT_KIND || written > VERSION) {
      throw new CorruptDataException(
          "unknown progressive metrics version: version=" + written + " allowed=1.." + VERSION);
    }
    ProgressiveMetrics value = new ProgressiveMetrics();
    value.kind = written == WITHOUT_KIND ? null : kind(in.readByte());
    value.count = readCounter(in);
    value.correct = readCounter(in);
    for (ExactSum sum : sums(value)) {
      BigInteger over = readOver(in);
      sum.set(new ExactSum(over, in.readSignedVarLong(), in.readVarLong(), in.readVarLong()));
    }
    boolean isBinary = readBins(in, value);
    if (written == WITHOUT_KIND && value.count > 0) {
      value.kind = isBinary ? MetricsKind.BINARY : MetricsKind.REAL;
    }
    if (value.kind == MetricsKind.CLASSES) {
      readClasses(in, value.classes);
    }
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

  /** Returns true when there are some. */
  private static boolean readBins(ByteReader in, ProgressiveMetrics value) {
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
    return bins > 0;
  }

  private static void writeClasses(ClassCounts counts, ByteWriter out) {
    out.writeVarInt(counts.classes());
    out.writeVarLong(counts.lastCorrect);
    int seen = 0;
    for (int c = 0; c < counts.classes(); c++) {
      seen += isSeen(counts, c) ? 1 : 0;
    }
    out.writeVarInt(seen);
    int next = 0;
    for (int c = 0; c < counts.classes(); c++) {
      if (isSeen(counts, c)) {
        out.writeVarInt(c - next);
        out.writeVarLong(counts.correct[c]);
        out.writeVarLong(counts.predicted[c]);
        out.writeVarLong(counts.actual[c]);
        next = c + 1;
      }
    }
  }

  private static boolean isSeen(ClassCounts counts, int c) {
    return (counts.predicted[c] | counts.actual[c]) != 0;
  }

  private static void readClasses(ByteReader in, ClassCounts counts) {
    int classes = in.readVarInt();
    if (classes > LabelRule.Classes.MOST) {
      throw new CorruptDataException(
          "too many classes: classes=" + classes + " allowed=" + LabelRule.Classes.MOST);
    }
    counts.grow(classes);
    counts.lastCorrect = readCounter(in);
    int seen = in.readCount(4);
    int next = 0;
    for (int i = 0; i < seen; i++) {
      int gap = in.readVarInt();
      if (gap >= classes - next) {
        throw new CorruptDataException(
            "class out of range: class=" + (next + (long) gap) + " classes=" + classes);
      }
      int c = next + gap;
      counts.correct[c] = readCounter(in);
      counts.predicted[c] = readCounter(in);
      counts.actual[c] = readCounter(in);
      next = c + 1;
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
      value.losses,
      value.squaredErrors,
      value.absoluteErrors,
      value.labels,
      value.predictions
    };
  }
}
