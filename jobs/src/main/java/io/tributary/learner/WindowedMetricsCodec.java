package io.tributary.learner;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import java.util.ArrayDeque;

/**
 * Layout of {@link WindowedMetrics}. Each pane is written as what happened since its start, which
 * has fewer and smaller counters than the total as it was then.
 *
 * <pre>
 * | version 1 | windowExamples varint | filled varint | last class + 1 varint, since version 2
 * | total | panes 1 | since * panes |
 * </pre>
 *
 * total and since are laid out by {@link ProgressiveMetricsCodec}; since are the oldest pane first,
 * 1 to 4 of them. Without a last class it is still written as version 1, because other layouts hold
 * metrics, and need not change.
 */
public final class WindowedMetricsCodec implements Codec<WindowedMetrics> {
  /** The codec. */
  public static final WindowedMetricsCodec INSTANCE = new WindowedMetricsCodec();

  private static final int VERSION = 2;
  private static final int WITHOUT_CLASS = 1;

  private WindowedMetricsCodec() {}

  @Override
  public String name() {
    return "windowed-metrics";
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public int oldestReadable() {
    return WITHOUT_CLASS;
  }

  @Override
  public boolean isImmutable() {
    return false;
  }

  @Override
  public WindowedMetrics copy(WindowedMetrics value) {
    return value.copy();
  }

  @Override
  public void encode(WindowedMetrics value, ByteWriter out) {
    boolean hasClass = value.lastClass >= 0;
    out.writeByte(hasClass ? VERSION : WITHOUT_CLASS);
    out.writeVarInt(value.windowExamples);
    out.writeVarInt(value.filled);
    if (hasClass) {
      out.writeVarInt(value.lastClass + 1);
    }
    ProgressiveMetricsCodec.INSTANCE.encode(value.total, out);
    out.writeByte(value.starts.size());
    ProgressiveMetrics since = new ProgressiveMetrics();
    for (ProgressiveMetrics start : value.starts) {
      since.set(value.total);
      since.subtract(start);
      ProgressiveMetricsCodec.INSTANCE.encode(since, out);
    }
  }

  @Override
  public WindowedMetrics decode(ByteReader in) {
    int written = in.readByte();
    if (written < WITHOUT_CLASS || written > VERSION) {
      throw new CorruptDataException(
          "unknown windowed metrics version: version=" + written + " allowed=1.." + VERSION);
    }
    int windowExamples = in.readVarInt();
    int filled = in.readVarInt();
    int lastClass = written == WITHOUT_CLASS ? -1 : in.readVarInt() - 1;
    if (windowExamples < WindowedMetrics.PANES
        || filled < 0
        || filled > windowExamples / WindowedMetrics.PANES) {
      throw new CorruptDataException(
          "window out of range: windowExamples=" + windowExamples + " filled=" + filled);
    }
    ProgressiveMetrics total = ProgressiveMetricsCodec.INSTANCE.decode(in);
    int panes = in.readByte();
    if (panes < 1 || panes > WindowedMetrics.PANES) {
      throw new CorruptDataException(
          "panes out of range: panes=" + panes + " allowed=1.." + WindowedMetrics.PANES);
    }
    ArrayDeque<ProgressiveMetrics> starts = new ArrayDeque<>(WindowedMetrics.PANES);
    for (int pane = 0; pane < panes; pane++) {
      ProgressiveMetrics start = total.copy();
      start.subtract(ProgressiveMetricsCodec.INSTANCE.decode(in));
      starts.addLast(start);
    }
    WindowedMetrics value = new WindowedMetrics(windowExamples, total, starts, filled);
    value.lastClass = lastClass;
    return value;
  }
}
