package io.tributary.scoring;

import io.tributary.model.DenseNetwork;
import io.tributary.store.BlockHeader;
import io.tributary.store.ModelStore;
import org.jspecify.annotations.Nullable;

/**
 * The network of a store's model, as its dense blocks were when they were last looked at. Not
 * thread safe.
 */
final class ServedNetwork {
  private final ModelStore store;
  private final DenseNetwork network;
  private final int firstBlock;

  /** What each dense block said of itself when it was read. */
  private final @Nullable BlockHeader[] seen;

  ServedNetwork(ModelStore store, DenseNetwork network) {
    this.store = store;
    this.network = network;
    firstBlock = store.layout().blocks();
    seen = new BlockHeader[store.blocks() - firstBlock];
  }

  /** Reads the blocks that have changed. */
  void refresh() {
    int parameter = 0;
    for (int i = 0; i < seen.length; i++) {
      int block = firstBlock + i;
      int size = store.blockWeights(block);
      BlockHeader known = seen[i];
      if (!store.header(block).map(header -> header.equals(known)).orElse(known == null)) {
        float[] differences = new float[size];
        seen[i] = store.read(block, differences).orElse(null);
        int parameters = network.shape().parameters();
        for (int j = 0; j < size && parameter + j < parameters; j++) {
          network.set(parameter + j, differences[j]);
        }
      }
      parameter += size;
    }
  }
}
