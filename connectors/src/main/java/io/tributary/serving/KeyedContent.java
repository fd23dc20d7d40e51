package io.tributary.serving;

import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import io.tributary.store.BlockHeader;
import io.tributary.store.KeyedWeights;
import io.tributary.store.ModelStore;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a store lacks of a block whose features have rows of their own: however many there are, only
 * those that have changed since the last flush are here.
 */
final class KeyedContent implements BlockContent {
  private static final float[] GONE = {};

  private final TableSpec table;

  /** Weights by key, in order; none for a feature that has no row any more. */
  private final TreeMap<Long, float[]> changes = new TreeMap<>();

  private boolean whole = true;

  KeyedContent(TableSpec table) {
    this.table = table;
  }

  @Override
  public Optional<BlockHeader> resume(ModelStore store, int block) {
    whole = false;
    return store.header(block);
  }

  @Override
  public void take(SparseValues values) {
    for (long key : values.removed()) {
      changes.put(key, GONE);
    }
    int weights = table.weights();
    float[] all = new float[values.size() * weights];
    table.copyWeights(values.lanes(), all);
    for (int i = 0; i < values.size(); i++) {
      changes.put(values.keys()[i], Arrays.copyOfRange(all, i * weights, (i + 1) * weights));
    }
  }

  @Override
  public void flush(ModelStore store, BlockHeader header) {
    int weights = table.weights();
    long[] keys = new long[changes.size()];
    long[] removed = new long[changes.size()];
    float[] all = new float[changes.size() * weights];
    int size = 0;
    int gone = 0;
    for (Map.Entry<Long, float[]> change : changes.entrySet()) {
      if (change.getValue().length == 0) {
        removed[gone++] = change.getKey();
      } else {
        System.arraycopy(change.getValue(), 0, all, size * weights, weights);
        keys[size++] = change.getKey();
      }
    }
    store.write(
        header,
        new KeyedWeights(
            whole,
            Arrays.copyOf(keys, size),
            Arrays.copyOf(removed, gone),
            Arrays.copyOf(all, size * weights)));
    changes.clear();
    whole = false;
  }
}
