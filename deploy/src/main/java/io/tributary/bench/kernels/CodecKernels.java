package io.tributary.bench.kernels;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.ExampleCodec;
import io.tributary.codec.SparseValuesCodec;
import io.tributary.example.Example;
import io.tributary.model.BlockMessage;
import io.tributary.model.SparseValues;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Writing and reading what is sent: examples, updates of a merged round, and sparse values. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class CodecKernels {
  private static final int MESSAGES = 1 << 10;
  private static final int REPLICAS = 4;

  private final ByteWriter out = new ByteWriter(1 << 16);
  private Inputs<Example> examples;
  private Inputs<BlockMessage> updates;
  private Inputs<SparseValues> sparse;

  /** Values of one type in turn, and their bytes. */
  private static final class Inputs<T> {
    private final Codec<T> codec;
    private final List<T> values;
    private final byte[][] bytes;
    private int next;

    Inputs(Codec<T> codec, List<T> values) {
      this.codec = codec;
      this.values = values;
      bytes = new byte[values.size()][];
      ByteWriter writer = new ByteWriter();
      for (int i = 0; i < bytes.length; i++) {
        writer.clear();
        codec.encode(values.get(i), writer);
        bytes[i] = writer.toByteArray();
      }
    }

    private int turn() {
      next = next + 1 == bytes.length ? 0 : next + 1;
      return next;
    }

    int encode(ByteWriter out) {
      out.clear();
      codec.encode(values.get(turn()), out);
      return out.size();
    }

    T decode() {
      byte[] encoded = bytes[turn()];
      return codec.decode(new ByteReader(encoded, 0, encoded.length));
    }
  }

  /** Makes what is sent, by learning. */
  @Setup
  public void setUp() {
    examples = new Inputs<>(ExampleCodec.INSTANCE, KernelRows.examples());
    MemoryLoop loop = new MemoryLoop(REPLICAS);
    List<BlockMessage.Update> merged = loop.updates(MESSAGES);
    updates = new Inputs<>(BlockMessageCodec.INSTANCE, List.<BlockMessage>copyOf(merged));
    sparse =
        new Inputs<>(
            SparseValuesCodec.INSTANCE, merged.stream().map(BlockMessage.Update::values).toList());
  }

  /** Writes an example. */
  @Benchmark
  public int encodeExample() {
    return examples.encode(out);
  }

  /** Reads an example. */
  @Benchmark
  public Example decodeExample() {
    return examples.decode();
  }

  /** Writes an update of a block. */
  @Benchmark
  public int encodeUpdate() {
    return updates.encode(out);
  }

  /** Reads an update of a block. */
  @Benchmark
  public BlockMessage decodeUpdate() {
    return updates.decode();
  }

  /** Writes the values of an update. */
  @Benchmark
  public int encodeSparse() {
    return sparse.encode(out);
  }

  /** Reads the values of an update. */
  @Benchmark
  public SparseValues decodeSparse() {
    return sparse.decode();
  }
}
