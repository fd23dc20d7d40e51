package io.tributary.serving;

import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import io.tributary.store.BlockHeader;
import io.tributary.store.ModelStore;
import java.util.Optional;

/** The weights of a block as its master last published it, or what the store lacks of them. */
sealed interface BlockContent permits DenseContent, KeyedContent {
  /** Returns the content of a block of which nothing is known. */
  static BlockContent empty(TableSpec table) {
    return table.exact() ? new KeyedContent(table) : new DenseContent(table);
  }

  /** Begins with what a store has, and returns what that says about itself. */
  Optional<BlockHeader> resume(ModelStore store, int block);

  /** Takes the values of an update, or of a part of an opening. */
  void take(SparseValues values);

  /** Brings a store up to date. */
  void flush(ModelStore store, BlockHeader header);
}
