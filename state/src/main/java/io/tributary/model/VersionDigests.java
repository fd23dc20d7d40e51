package io.tributary.model;

import io.tributary.model.BlockMessage.Update;
import java.util.Arrays;

/**
 * The digests of the last versions of a block, as its master knows them. See {@link BlockDigest}.
 *
 * @param newest the newest version
 * @param digests those of the versions up to it, the oldest first; at least one
 */
public record VersionDigests(long newest, long[] digests) {
  /** How many are kept at least. */
  public static final int KEPT = 64;

  /** How many there can be. */
  public static final int MOST = 1024;

  /** Of a block that nobody has updated yet. */
  public static final VersionDigests START = of(0, BlockDigest.START);

  /** Returns what is known of a block of which nothing is known but one version. */
  public static VersionDigests of(long version, long digest) {
    return new VersionDigests(version, new long[] {digest});
  }

  /** Returns those with the version to which an update leads, at most so many. */
  public VersionDigests next(Update update, int most) {
    int length = digests.length;
    int kept = Math.min(length, Math.min(most, MOST) - 1);
    long[] next = new long[kept + 1];
    System.arraycopy(digests, length - kept, next, 0, kept);
    next[kept] = BlockDigest.next(digests[length - 1], update.checksum());
    return new VersionDigests(newest + 1, next);
  }

  /** Returns the oldest version whose digest is known. */
  public long oldest() {
    return newest - digests.length + 1;
  }

  /** Returns true when the digest of a version is known. */
  public boolean knows(long version) {
    return version >= oldest() && version <= newest;
  }

  /** Returns the digest of a version that is known. */
  public long at(long version) {
    if (!knows(version)) {
      throw new IllegalArgumentException(
          "digest is not known: version=" + version + " oldest=" + oldest() + " newest=" + newest);
    }
    return digests[(int) (version - oldest())];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionDigests that
        && newest == that.newest
        && Arrays.equals(digests, that.digests);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(newest) * 31 + Arrays.hashCode(digests);
  }

  @Override
  public String toString() {
    return "VersionDigests[oldest=" + oldest() + ", newest=" + newest + "]";
  }
}
