package io.tributary.example;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3 (Austin Appleby, public domain) with seed 0: the 32 bits of x86_32 for coordinates,
 * and the first 64 bits of x64_128 for keys. Part of the model's meaning: it never changes.
 */
public final class Murmur3 {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Murmur3() {}

  /** Returns the 32-bit hash of bytes. */
  public static int hash32(byte[] bytes, int offset, int length) {
    int hash = 0;
    int at = offset;
    for (int words = length >>> 2; words > 0; words--) {
      hash = mixInto(hash, (int) INT.get(bytes, at));
      at += 4;
    }
    return finish(hash ^ mixWord((int) tail(bytes, at, length & 3)), length);
  }

  /** The 32-bit hash of texts with a common prefix, whose part of the hash is computed once. */
  static final class Prefixed {
    private final int state;
    private final long rest;
    private final int restBits;
    private final int prefixLength;

    Prefixed(byte[] prefix) {
      int hash = 0;
      int at = 0;
      for (; at + 4 <= prefix.length; at += 4) {
        hash = mixInto(hash, (int) INT.get(prefix, at));
      }
      state = hash;
      rest = tail(prefix, at, prefix.length - at);
      restBits = 8 * (prefix.length - at);
      prefixLength = prefix.length;
    }

    /** Returns {@code hash32} of the prefix and these bytes after it. */
    int hash32(byte[] bytes, int offset, int length) {
      if (length <= 4 && offset + length >= 4) {
        return hashShort((int) INT.get(bytes, offset + length - 4), length);
      }
      int hash = state;
      long pending = rest;
      int at = offset;
      for (int words = length >>> 2; words > 0; words--) {
        pending |= ((int) INT.get(bytes, at) & 0xFFFFFFFFL) << restBits;
        hash = mixInto(hash, (int) pending);
        pending >>>= 32;
        at += 4;
      }
      int left = length & 3;
      pending |= tail(bytes, at, left) << restBits;
      if (restBits + 8 * left >= 32) {
        hash = mixInto(hash, (int) pending);
        pending >>>= 32;
      }
      return finish(hash ^ mixWord((int) pending), prefixLength + length);
    }

    /**
     * Returns the hash of a word's highest bytes. Most values are that short, and of ever changing
     * lengths, at which a loop stumbles.
     */
    private int hashShort(int word, int length) {
      long pending = rest | ((word & 0xFFFFFFFFL) >>> (32 - 8 * length)) << restBits;
      int hash = state;
      if (restBits + 8 * length >= 32) {
        hash = mixInto(hash, (int) pending);
        pending >>>= 32;
      }
      return finish(hash ^ mixWord((int) pending), prefixLength + length);
    }
  }

  private static int mixInto(int hash, int word) {
    return Integer.rotateLeft(hash ^ mixWord(word), 13) * 5 + 0xE6546B64;
  }

  private static int finish(int mixed, int length) {
    int hash = mixed ^ length;
    hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
    hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
    return hash ^ hash >>> 16;
  }

  private static int mixWord(int word) {
    return Integer.rotateLeft(word * 0xCC9E2D51, 15) * 0x1B873593;
  }

  /** Returns a 64-bit hash of bytes. */
  public static long hash64(byte[] bytes, int offset, int length) {
    long h1 = 0;
    long h2 = 0;
    int at = offset;
    for (int blocks = length >>> 4; blocks > 0; blocks--) {
      h1 ^= mixFirst((long) LONG.get(bytes, at));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52DCE729;
      h2 ^= mixSecond((long) LONG.get(bytes, at + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495AB5;
      at += 16;
    }
    int rest = length & 15;
    h2 ^= mixSecond(tail(bytes, at + 8, rest - 8)) ^ length;
    h1 ^= mixFirst(tail(bytes, at, Math.min(rest, 8))) ^ length;
    h1 += h2;
    h2 += h1;
    return mixLast(h1) + mixLast(h2);
  }

  private static long tail(byte[] bytes, int offset, int length) {
    if (length > 0 && offset + length >= 8) {
      return (long) LONG.get(bytes, offset + length - 8) >>> (64 - 8 * length);
    }
    long tail = 0;
    for (int i = length - 1; i >= 0; i--) {
      tail = tail << 8 | (bytes[offset + i] & 0xFF);
    }
    return tail;
  }

  private static final long C1 = 0x87C37B91114253D5L;
  private static final long C2 = 0x4CF5AD432745937FL;

  private static long mixFirst(long word) {
    return Long.rotateLeft(word * C1, 31) * C2;
  }

  private static long mixSecond(long word) {
    return Long.rotateLeft(word * C2, 33) * C1;
  }

  private static long mixLast(long hash) {
    long mixed = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ mixed >>> 33;
  }
}
