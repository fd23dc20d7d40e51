package io.tributary.training;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Where the pages of a block's rows are kept. */
interface PageStore {
  /** Returns a page, or null when nothing was ever learned on it. */
  @Nullable RowPage get(int page);

  /** Returns which pages are there, by looking at all of them. */
  BitSet numbers();

  /** Keeps a page in place of the former one. */
  void put(int page, RowPage content);
}
