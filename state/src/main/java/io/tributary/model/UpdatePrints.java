package io.tributary.model;

import io.tributary.model.BlockMessage.Update;
import java.util.Arrays;

/**
 * What the last updates of a block looked like. A repeated update is the same as the first; one
 * that is not shows that somebody else has written one of them.
 */
public final class UpdatePrints {
  private static final int REMEMBERED = 8;
  private static final int SAMPLES = 8;
  private static final long NONE = -1;

  private final long[] versions = new long[REMEMBERED];
  private final long[] prints = new long[REMEMBERED];

  /** Creates one that remembers nothing. */
  public UpdatePrints() {
    forget();
  }

  /** Forgets all. */
  public void forget() {
    Arrays.fill(versions, NONE);
  }

  /** Remembers an update that was taken. */
  public void remember(Update update) {
    int slot = (int) (update.version() % REMEMBERED);
    versions[slot] = update.version();
    prints[slot] = print(update);
  }

  /** Returns true when another update was taken for this version; false when none is known. */
  public boolean contradict(Update update) {
    int slot = (int) (update.version() % REMEMBERED);
    return versions[slot] == update.version() && prints[slot] != print(update);
  }

  /** The generation is not in it: a block that is opened again repeats its last updates. */
  private static long print(Update update) {
    long print = update.round() * 31 + update.replica();
    print = print * 31 + update.progress().hashCode();
    print = print * 31 + (update.ended() ? 1 : 0);
    SparseValues values = update.values();
    int size = values.size();
    print = print * 31 + size;
    // Some of the values: all would cost as much as installing them.
    int step = Math.max(1, size / SAMPLES);
    for (int i = 0; i < size; i += step) {
      print = print * 31 + values.offsets()[i];
      print = print * 31 + Float.floatToRawIntBits(values.lanes()[i * values.width()]);
    }
    return print;
  }
}
