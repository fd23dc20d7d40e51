package io.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.model.BlockMessage.Update;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockDigestTest {
  private static final MergeProgress PROGRESS = new MergeProgress(508_239, 979L, 64, 980L);
  private static final Update UPDATE = update(5, -1, 4, false, PROGRESS, values(21, 2));

  private static Update update(
      long version,
      int replica,
      long round,
      boolean ended,
      MergeProgress progress,
      SparseValues values) {
    return new Update(3, 9, version, replica, round, ended, progress, values);
  }

  private static SparseValues values(int size, int width) {
    Random random = new Random(size);
    int[] offsets = new int[size];
    for (int i = 0; i < size; i++) {
      offsets[i] = 3 * i + random.nextInt(3);
    }
    float[] lanes = new float[size * width];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = random.nextFloat() - .5f;
    }
    return new SparseValues(offsets, lanes);
  }

  @Test
  void digestsAreStoredAndMustStayWhatTheyAre() {
    long checksum = UPDATE.checksum();
    assertThat(checksum).isEqualTo(-3831734251703164504L);
    assertThat(BlockDigest.next(BlockDigest.START, checksum)).isEqualTo(5820512689834157155L);
    assertThat(BlockDigest.next(BlockDigest.next(BlockDigest.START, checksum), checksum))
        .isEqualTo(7737197612745945049L);
  }

  @Test
  void anyBitOfTheValuesChangesTheChecksum() {
    for (int size : new int[] {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 64, 65}) {
      for (int width = 1; width <= 3; width++) {
        SparseValues values = values(size, width);
        Set<Long> seen = new HashSet<>();
        seen.add(update(5, -1, 4, false, PROGRESS, values).checksum());
        for (int bit = 0; bit < 32 * size; bit++) {
          int[] offsets = values.offsets().clone();
          offsets[bit / 32] ^= 1 << bit;
          SparseValues changed = new SparseValues(offsets, values.lanes());
          seen.add(update(5, -1, 4, false, PROGRESS, changed).checksum());
        }
        for (int bit = 0; bit < 32 * size * width; bit++) {
          seen.add(update(5, -1, 4, false, PROGRESS, flipped(values, bit, bit)).checksum());
        }
        assertThat(seen).hasSize(1 + 32 * size * (1 + width));
      }
    }
  }

  /** Flips a bit, and another one if it is not the same. */
  private static SparseValues flipped(SparseValues values, int bit, int other) {
    float[] lanes = values.lanes().clone();
    flip(lanes, bit);
    if (other != bit) {
      flip(lanes, other);
    }
    return new SparseValues(values.offsets(), lanes);
  }

  private static void flip(float[] lanes, int bit) {
    int flipped = Float.floatToRawIntBits(lanes[bit / 32]) ^ (1 << bit);
    lanes[bit / 32] = Float.intBitsToFloat(flipped);
  }

  @Test
  void twoBitsDoNotMakeUpForEachOther() {
    SparseValues values = values(24, 2);
    int bits = 32 * values.lanes().length;
    long checksum = update(5, -1, 4, false, PROGRESS, values).checksum();
    for (int bit = 0; bit < bits; bit++) {
      for (int other = bit + 1; other < bits; other++) {
        SparseValues changed = flipped(values, bit, other);
        if (update(5, -1, 4, false, PROGRESS, changed).checksum() == checksum) {
          throw new AssertionError("same checksum: bit=" + bit + " other=" + other);
        }
      }
    }
  }

  @Test
  void whateverAnUpdateSaysChangesTheChecksumButNotItsGeneration() {
    SparseValues values = UPDATE.values();
    assertThat(UPDATE.withGeneration(77).checksum()).isEqualTo(UPDATE.checksum());
    assertThat(UpdateChecksum.fits(UPDATE.withGeneration(77))).isTrue();
    assertThat(
            Set.of(
                UPDATE.checksum(),
                update(6, -1, 4, false, PROGRESS, values).checksum(),
                update(5, 0, 4, false, PROGRESS, values).checksum(),
                update(5, -1, 5, false, PROGRESS, values).checksum(),
                update(5, -1, 4, true, PROGRESS, values).checksum(),
                update(5, -1, 4, false, PROGRESS, SparseValues.EMPTY).checksum(),
                update(5, -1, 4, false, new MergeProgress(1, 979L, 64, 980L), values).checksum(),
                update(5, -1, 4, false, new MergeProgress(508_239, 1, 64, 980L), values).checksum(),
                update(5, -1, 4, false, new MergeProgress(508_239, 979L, 1, 980L), values)
                    .checksum(),
                update(5, -1, 4, false, new MergeProgress(508_239, 979L, 64, 1), values).checksum(),
                new Update(4, 9, 5, -1, 4, false, PROGRESS, values).checksum()))
        .hasSize(11);
  }

  @Test
  void aDigestDependsOnTheOrder() {
    assertThat(BlockDigest.next(BlockDigest.next(0, 1), 2))
        .isNotEqualTo(BlockDigest.next(BlockDigest.next(0, 2), 1));
    assertThat(BlockDigest.next(0, 0)).as("an update counts, whatever it says").isNotZero();
  }

  @Test
  void theLastVersionsAreKnown() {
    VersionDigests digests = VersionDigests.START;
    long digest = BlockDigest.START;
    for (int version = 1; version <= 100; version++) {
      digests = digests.next(UPDATE, VersionDigests.KEPT);
      digest = BlockDigest.next(digest, UPDATE.checksum());
      assertThat(digests.newest()).isEqualTo(version);
      assertThat(digests.at(version)).isEqualTo(digest);
      assertThat(digests.oldest()).isEqualTo(Math.max(0, version - 63));
    }
    assertThat(digests.knows(37)).isTrue();
    assertThat(digests.knows(36)).isFalse();
    assertThat(digests.knows(101)).isFalse();
    assertThat(digests.next(UPDATE, 3).oldest()).as("fewer from now on").isEqualTo(99);
    VersionDigests known = digests;
    assertThatThrownBy(() -> known.at(36))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("digest is not known: version=36 oldest=37 newest=100");
  }
}
