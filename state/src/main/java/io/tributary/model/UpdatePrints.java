package io.tributary.model;

import io.tributary.model.BlockMessage.Update;
import java.util.Arrays;

/**
 * What the last updates of a block said, by their checksums. A repeated update is the same as the
 * first; one that is not shows that somebody else has written one of them.
 */
public final class UpdatePrints {
  private static final int REMEMBERED = 8;
  private static final long NONE = -1;

  private final long[] versions = new long[REMEMBERED];
  private final long[] checksums = new long[REMEMBERED];

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
    checksums[slot] = update.checksum();
  }

  /** Returns true when another update was taken for this version; false when none is known. */
  public boolean contradict(Update update) {
    int slot = (int) (update.version() % REMEMBERED);
    return versions[slot] == update.version() && checksums[slot] != update.checksum();
  }
}
