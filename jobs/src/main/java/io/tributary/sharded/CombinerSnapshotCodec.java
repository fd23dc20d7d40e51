package io.tributary.sharded;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.learner.WindowedMetrics;
import io.tributary.learner.WindowedMetricsCodec;
import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.CombinerMessage.Partial;
import io.tributary.sharded.CombinerSnapshot.Batch;
import io.tributary.sharded.CombinerSnapshot.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * Layout of a {@link CombinerSnapshot}:
 *
 * <pre>
 * | index varint | combiners varint | metrics | n varint | source * n |
 *
 * source | epoch varint | source varint | answered varint | n varint | batch * n
 *        | n varint | errors * n |
 * batch  | has labels 1 | labels, if it has | n varint | partial * n |
 * </pre>
 */
public final class CombinerSnapshotCodec implements Codec<CombinerSnapshot> {
  /** The codec. */
  public static final CombinerSnapshotCodec INSTANCE = new CombinerSnapshotCodec();

  private CombinerSnapshotCodec() {}

  @Override
  public String name() {
    return "combiner-snapshot";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(CombinerSnapshot value, ByteWriter out) {
    out.writeVarInt(value.index());
    out.writeVarInt(value.combiners());
    WindowedMetricsCodec.INSTANCE.encode(value.metrics(), out);
    out.writeVarInt(value.sources().size());
    for (Source source : value.sources()) {
      out.writeVarLong(source.epoch());
      out.writeVarInt(source.source());
      out.writeVarLong(source.answered());
      out.writeVarInt(source.batches().size());
      for (Batch batch : source.batches()) {
        writeBatch(batch, out);
      }
      out.writeVarInt(source.answers().size());
      for (Errors errors : source.answers()) {
        LoopMessageCodec.INSTANCE.encode(errors, out);
      }
    }
  }

  private static void writeBatch(Batch batch, ByteWriter out) {
    Labels labels = batch.labels();
    out.writeBoolean(labels != null);
    if (labels != null) {
      CombinerMessageCodec.INSTANCE.encode(labels, out);
    }
    out.writeVarInt(batch.partials().size());
    for (Partial partial : batch.partials()) {
      CombinerMessageCodec.INSTANCE.encode(partial, out);
    }
  }

  @Override
  public CombinerSnapshot decode(ByteReader in) {
    int index = in.readVarInt();
    int combiners = in.readVarInt();
    WindowedMetrics metrics = WindowedMetricsCodec.INSTANCE.decode(in);
    int count = in.readCount(5);
    List<Source> sources = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sources.add(readSource(in));
    }
    return new CombinerSnapshot(index, combiners, metrics, sources);
  }

  private static Source readSource(ByteReader in) {
    long epoch = ShardMessageCodec.readNumber(in);
    int source = in.readVarInt();
    long answered = ShardMessageCodec.readNumber(in);
    int waiting = in.readCount(2);
    List<Batch> batches = new ArrayList<>(waiting);
    for (int i = 0; i < waiting; i++) {
      batches.add(readBatch(in));
    }
    int kept = in.readCount(30);
    List<Errors> answers = new ArrayList<>(kept);
    for (int i = 0; i < kept; i++) {
      answers.add(LoopMessageCodec.readErrors(in));
    }
    return new Source(epoch, source, answered, batches, answers);
  }

  private static Batch readBatch(ByteReader in) {
    Labels labels = in.readBoolean() ? CombinerMessageCodec.readLabels(in) : null;
    int count = in.readCount(6);
    List<Partial> partials = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      partials.add(CombinerMessageCodec.readPartial(in));
    }
    return new Batch(labels, partials);
  }
}
