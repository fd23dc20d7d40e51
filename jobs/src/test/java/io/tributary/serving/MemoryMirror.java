package io.tributary.serving;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.UnusableUpdateException;
import io.tributary.example.SchemaFingerprint;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.store.BlockHeader;
import io.tributary.store.KeyedWeights;
import io.tributary.store.ModelStore;
import io.tributary.store.ReadStamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The mirror's model on a store in memory, for simulations: no Kafka, no file. */
public final class MemoryMirror {
  private final ModelSpec spec;
  private final MemoryStore store;
  private final InstantSource clock;
  private MirroredModel model;
  private long skipped;

  public MemoryMirror(ModelSpec spec, InstantSource clock) {
    this.spec = spec;
    this.clock = clock;
    store = new MemoryStore(spec);
    model = new MirroredModel(spec, store, clock);
  }

  /** Takes a record of the updates topic and copies what changed to the store. */
  public void apply(byte[] record) {
    try {
      model.apply(record);
    } catch (UnusableUpdateException e) {
      skipped++;
    }
    flush();
  }

  /** Takes a record without looking whether it can be true, as an implementation might. */
  public void applyUnchecked(byte[] record) {
    model.take(BlockMessageCodec.INSTANCE.decode(new ByteReader(record)));
    flush();
  }

  /** Returns how many records could not be used. */
  public long skipped() {
    return skipped;
  }

  private void flush() {
    if (model.isDirty()) {
      model.flush(Freshness.newHistogram());
    }
  }

  /** Goes on as another process would, with what the store holds. */
  public void restart() {
    model = new MirroredModel(spec, store, clock);
  }

  public float[] weights(int block) {
    return store.weights[block];
  }

  /** Returns the weights of the features of a block, where these have rows of their own. */
  public Map<Long, float[]> rows(int block) {
    return store.rows.get(block);
  }

  public long examples(int block) {
    return store.header(block).map(BlockHeader::examples).orElse(0L);
  }

  private static final class MemoryStore implements ModelStore {
    private final ModelSpec spec;
    private final BlockHeader[] headers;
    private final float[][] weights;

    private final List<Map<Long, float[]>> rows = new ArrayList<>();

    MemoryStore(ModelSpec spec) {
      this.spec = spec;
      headers = new BlockHeader[spec.blocks()];
      weights = new float[spec.blocks()][];
      Arrays.setAll(weights, block -> new float[spec.isExact() ? 0 : blockWeights(block)]);
      for (int block = 0; block < spec.blocks(); block++) {
        rows.add(new TreeMap<>());
      }
    }

    @Override
    public void write(BlockHeader header, KeyedWeights changes) {
      headers[header.block()] = header;
      Map<Long, float[]> ofBlock = rows.get(header.block());
      if (changes.whole()) {
        ofBlock.clear();
      }
      for (long key : changes.removed()) {
        ofBlock.remove(key);
      }
      for (int i = 0; i < changes.keys().length; i++) {
        int width = changes.weights().length / changes.keys().length;
        ofBlock.put(
            changes.keys()[i], Arrays.copyOfRange(changes.weights(), i * width, (i + 1) * width));
      }
    }

    @Override
    public String model() {
      return "memory";
    }

    @Override
    public BlockLayout layout() {
      return spec.layout();
    }

    @Override
    public Form form() {
      return spec.form();
    }

    @Override
    public int blocks() {
      return spec.blocks();
    }

    @Override
    public int rowWeights() {
      return spec.sparse().weights();
    }

    @Override
    public int blockWeights(int block) {
      return spec.tableOf(block).blockWeights();
    }

    @Override
    public Link link() {
      return spec.link();
    }

    @Override
    public SchemaFingerprint features() {
      return SchemaFingerprint.NONE;
    }

    @Override
    public Optional<BlockHeader> header(int block) {
      return Optional.ofNullable(headers[block]);
    }

    @Override
    public Optional<BlockHeader> read(int block, float[] target) {
      System.arraycopy(weights[block], 0, target, 0, target.length);
      return header(block);
    }

    @Override
    public float weight(int coordinate) {
      int block = spec.layout().blockOf(coordinate);
      return weights[block][spec.layout().offsetOf(coordinate) * rowWeights()];
    }

    @Override
    public ReadStamp weights(int[] coordinates, int count, float[] out) {
      throw new UnsupportedOperationException("nobody scores here");
    }

    @Override
    public void write(BlockHeader header, float[] values) {
      headers[header.block()] = header;
      System.arraycopy(values, 0, weights[header.block()], 0, values.length);
    }

    @Override
    public void close() {}
  }
}
