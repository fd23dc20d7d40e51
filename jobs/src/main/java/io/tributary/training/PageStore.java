package io.tributary.training;

import org.jspecify.annotations.Nullable;

/** Where the pages of a block's rows are kept. */
interface PageStore {
  /** Returns a page, or null when nothing was ever learned on it. */
  @Nullable RowPage get(int page);

  /** Keeps a page in place of the former one. */
  void put(int page, RowPage content);
}
