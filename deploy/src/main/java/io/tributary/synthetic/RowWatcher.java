package io.tributary.synthetic;

import java.io.IOException;

/** Watches how rows are made, one after the other. */
@FunctionalInterface
public interface RowWatcher {
  /** Takes the number of rows made, and the latest. */
  void made(long rows, ClickRow row) throws IOException;
}
