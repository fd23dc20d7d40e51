package io.tributary.training;

import io.tributary.sharded.Rows;

/** Rows that a checkpoint can keep. */
interface StoredRows extends Rows {
  /** Writes what has changed since the last time to the store. */
  void flush();
}
