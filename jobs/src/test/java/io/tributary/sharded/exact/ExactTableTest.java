package io.tributary.sharded.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.sharded.exact.ExactTableSnapshot.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactTableTest {
  private static final long START = 1_700_000_000_000L;

  private static ExactTable table(int admitAfter, long expireAfter, int maxFeatures) {
    return new ExactTable(new ExactTableSpec(2, admitAfter, expireAfter, maxFeatures, 12));
  }

  private static float[] see(ExactTable table, long... keys) {
    float[] rows = new float[2 * keys.length];
    int[] once = new int[keys.length];
    Arrays.fill(once, 1);
    table.see(keys, once, keys.length, rows);
    return rows;
  }

  private static float[] read(ExactTable table, long... keys) {
    float[] rows = new float[2 * keys.length];
    Arrays.fill(rows, Float.NaN);
    table.gather(keys, keys.length, rows);
    return rows;
  }

  private static void write(ExactTable table, long key, float... row) {
    table.scatter(new long[] {key}, 1, row);
  }

  @Test
  void aKeyWithoutARowReadsZerosAndLearnsNothing() {
    ExactTable table = table(3, 0, 100);
    for (int sighting = 1; sighting <= 2; sighting++) {
      assertThat(see(table, 7)).containsExactly(0, 0);
      write(table, 7, 1, 2);
      assertThat(read(table, 7)).containsExactly(0, 0);
      assertThat(table.contains(7)).isFalse();
    }
    assertThat(see(table, 7)).containsExactly(0, 0);
    assertThat(table.contains(7)).isTrue();
    write(table, 7, 1, 2);
    assertThat(see(table, 5, 7)).containsExactly(0, 0, 1, 2);
    assertThat(read(table, 7)).containsExactly(1, 2);
    assertThat(table.counts()).isEqualTo(new Counts(1, 0, 0));
  }

  @Test
  void sightingsOfABatchCountTogether() {
    ExactTable table = table(3, 0, 100);
    table.see(new long[] {1, 2}, new int[] {3, 2}, 2, new float[4]);
    assertThat(table.contains(1)).isTrue();
    assertThat(table.contains(2)).isFalse();
  }

  @Test
  void readingIsNoSighting() {
    ExactTable table = table(2, 0, 100);
    see(table, 1);
    for (int i = 0; i < 10; i++) {
      read(table, 1);
    }
    assertThat(table.contains(1)).isFalse();
  }

  @Test
  void aFullTableRefusesAndSaysSo() {
    ExactTable table = table(1, 0, 2);
    see(table, 1, 2, 3);
    see(table, 3);
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.counts()).isEqualTo(new Counts(2, 0, 2));
    write(table, 3, 1, 1);
    assertThat(read(table, 3)).containsExactly(0, 0);
  }

  @Test
  void aKeyExpiresNoSoonerThanItShouldAndNotMuchLater() {
    long hour = 3_600_000;
    ExactTable table = table(1, hour, 100);
    table.advance(START + 12_345);
    see(table, 1);
    write(table, 1, 5, 6);
    table.advance(START + 12_345 + hour);
    assertThat(see(table, 1)).containsExactly(5, 6);
    table.advance(START + 12_345 + 2 * hour);
    assertThat(see(table, 1)).containsExactly(5, 6);
    table.advance(START);
    table.advance(START + 12_345 + 3 * hour + hour / 32);
    assertThat(see(table, 1)).as("a new row").containsExactly(0, 0);
    assertThat(table.drainExpired()).containsExactly(1);
    assertThat(table.drainExpired()).isEmpty();
    assertThat(table.counts()).isEqualTo(new Counts(2, 1, 0));
  }

  @Test
  void theSweepFindsKeysThatNobodySeesAgain() {
    ExactTable table = table(1, 1000, 1000);
    table.advance(START);
    long[] early = new Random(1).longs(400).toArray();
    see(table, early);
    table.advance(START + 2000);
    for (int i = 0; i < 101; i++) {
      see(table, 5);
    }
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.drainExpired()).containsExactlyInAnyOrder(early);
  }

  @Test
  void aTimeThatIsNotKnownMovesNothing() {
    ExactTable table = table(1, 1000, 10);
    table.advance(ExactTable.NO_TIME);
    see(table, 1);
    table.advance(START);
    table.advance(ExactTable.NO_TIME);
    see(table, 2);
    table.advance(Long.MAX_VALUE);
    see(table, 3);
    assertThat(table.drainExpired()).contains(1, 2);
  }

  /** Does the same to a table and to maps of objects, and compares all that can be seen. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isWhatPlainMapsAre(long seed) {
    Random random = new Random(seed);
    ExactTableSpec spec =
        new ExactTableSpec(
            1 + random.nextInt(4),
            1 + random.nextInt(4),
            random.nextInt(4) == 0 ? 0 : 100 + random.nextInt(10_000),
            1000,
            14);
    PlainTable plain = new PlainTable(spec);
    ExactTable table = new ExactTable(spec);
    List<ExactTableSnapshot> snapshots = new ArrayList<>();
    long time = START;
    for (int step = 0; step < 3000; step++) {
      time += random.nextInt(100);
      long now = time - random.nextInt(300);
      table.advance(now);
      plain.advance(now);
      long[] keys = keys(random, 400);
      int[] sightings = random.ints(keys.length, 1, 3).toArray();
      float[] rows = new float[keys.length * spec.width()];
      table.see(keys, sightings, keys.length, rows);
      assertThat(rows).containsExactly(plain.see(keys, sightings));
      for (int i = 0; i < rows.length; i++) {
        rows[i] += random.nextInt(100);
      }
      table.scatter(keys, keys.length, rows);
      plain.scatter(keys, rows);
      if (random.nextInt(20) == 0) {
        plain.expired(table.drainExpired());
      }
      if (random.nextInt(50) == 0) {
        table = restored(table, snapshots, random);
      }
    }
    plain.expired(table.drainExpired());
    plain.checkAgainst(table);
    assertThat(table.counts().admitted()).isPositive();
  }

  private static long[] keys(Random random, int most) {
    Set<Long> keys = new LinkedHashSet<>();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      // Those near 0 are seen more often; some are as far apart as can be.
      long key = random.nextInt(1 + random.nextInt(most));
      keys.add(key % 3 == 0 ? key << 56 : key);
    }
    return keys.stream().mapToLong(Long::longValue).toArray();
  }

  private static ExactTable restored(
      ExactTable table, List<ExactTableSnapshot> snapshots, Random random) {
    if (snapshots.isEmpty() || random.nextInt(5) == 0) {
      snapshots.clear();
      snapshots.add(copy(table.complete()));
    } else {
      snapshots.add(copy(table.increment()));
    }
    ExactTable restored = ExactTable.restore(snapshots);
    assertThat(restored.size()).isEqualTo(table.size());
    assertThat(ExactTable.restore(snapshots).complete()).isEqualTo(restored.complete());
    if (random.nextBoolean()) {
      // Go on with the live one, and from what it says next see that both are the same.
      assertThat(withoutNumber(table.complete())).isEqualTo(withoutNumber(restored.complete()));
      snapshots.clear();
      return table;
    }
    return ExactTable.restore(snapshots);
  }

  private static ExactTableSnapshot withoutNumber(ExactTableSnapshot snapshot) {
    return new ExactTableSnapshot(
        snapshot.spec(),
        1,
        snapshot.complete(),
        snapshot.clock(),
        snapshot.origin(),
        snapshot.end(),
        snapshot.sweepAt(),
        snapshot.rows(),
        snapshot.keys(),
        snapshot.ticks(),
        snapshot.lanes(),
        snapshot.removed(),
        snapshot.free(),
        snapshot.sketch(),
        snapshot.expired(),
        snapshot.counts());
  }

  private static ExactTableSnapshot copy(ExactTableSnapshot snapshot) {
    ByteWriter out = new ByteWriter();
    ExactTableSnapshotCodec.INSTANCE.encode(snapshot, out);
    return ExactTableSnapshotCodec.INSTANCE.decode(new ByteReader(out.toByteArray()));
  }

  @Test
  void anIncrementHoldsWhatHasChangedAndNoMore() {
    ExactTable table = table(1, 0, 10_000);
    see(table, new Random(1).longs(5000).toArray());
    assertThat(table.complete().rows()).hasSize(5000);
    see(table, 1, 2, 3);
    write(table, 2, 4, 4);
    ExactTableSnapshot increment = table.increment();
    assertThat(increment.keys()).containsExactly(1, 2, 3);
    assertThat(table.increment().rows()).isEmpty();
  }

  @Test
  void snapshotsThatDoNotFollowAreRefused() {
    ExactTable table = table(2, 0, 10);
    ExactTableSnapshot first = table.complete();
    see(table, 1, 1);
    ExactTableSnapshot second = table.increment();
    ExactTableSnapshot third = table.increment();
    assertThatThrownBy(() -> ExactTable.restore(List.of(first, third)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("snapshot does not follow: snapshot=3 ");
    assertThatThrownBy(() -> ExactTable.restore(List.of(second, third)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("first snapshot is not a complete one: ");
    assertThatThrownBy(() -> ExactTable.restore(List.of(first, second, table.complete())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("complete snapshot follows another: snapshot=4");
    assertThat(ExactTable.restore(List.of(first, second, third)).size()).isEqualTo(table.size());
  }

  @Test
  void memoryStaysFlatOverAnEndlessStreamOfKeys() {
    ExactTable table =
        new ExactTable(new ExactTableSpec(4, 1, 60_000, ExactTableSpec.MAX_FEATURES, 10));
    Random random = new Random(2);
    long[] keys = new long[10];
    int[] once = new int[10];
    Arrays.fill(once, 1);
    float[] rows = new float[40];
    long early = 0;
    // 1,000 new keys a second, each seen once: 60,000 of them are alive.
    for (int batch = 0; batch < 100_000; batch++) {
      table.advance(START + 10L * batch);
      for (int i = 0; i < keys.length; i++) {
        keys[i] = random.nextLong();
      }
      table.see(keys, once, keys.length, rows);
      if (batch % 100 == 0) {
        table.drainExpired();
      }
      if (batch == 15_000) {
        early = table.bytes();
      }
      assertThat(table.size()).isLessThan(90_000);
    }
    assertThat(table.counts().admitted()).isEqualTo(1_000_000);
    assertThat(table.bytes()).isLessThan(early + early / 50);
  }

  @Test
  void whatAFullTableTakesIsKnownBefore() {
    for (int most : new int[] {1, 1 << 14, (1 << 14) + 1, 100_000}) {
      for (int admitAfter : new int[] {1, 2}) {
        ExactTableSpec spec = new ExactTableSpec(4, admitAfter, 0, most, 16);
        ExactTable table = new ExactTable(spec);
        for (int key = 0; key < most + 10; key++) {
          table.see(new long[] {key}, new int[] {admitAfter}, 1, new float[4]);
        }
        assertThat(table.size()).isEqualTo(most);
        // Rows come in pages of 1024.
        assertThat(table.bytes()).isBetween(spec.mostBytes(), spec.mostBytes() + 30_000);
      }
    }
  }

  @Test
  void keysSeenOnceTakeNoRowWhereTwoSightingsAreAsked() {
    ExactTable table = new ExactTable(new ExactTableSpec(4, 3, 0, 1_000_000, 16));
    Random random = new Random(3);
    long before = table.bytes();
    for (int i = 0; i < 1_000_000; i++) {
      see4(table, random.nextLong());
    }
    assertThat(table.size()).as("admitted early, by chance").isLessThan(20_000);
    assertThat(table.bytes()).isLessThan(before + 4_000_000);
    for (int i = 0; i < 3; i++) {
      see4(table, 42);
    }
    assertThat(table.contains(42)).isTrue();
  }

  private static void see4(ExactTable table, long key) {
    table.see(new long[] {key}, new int[] {1}, 1, new float[4]);
  }

  @Test
  void specsOutOfRangeAreErrors() {
    assertThatThrownBy(() -> new ExactTableSpec(2, 256, 0, 10, 12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exact table is out of range: admitAfter=256 allowed=1..255");
    assertThatThrownBy(() -> new ExactTableSpec(2, 1, -1, 10, 12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("exact table is out of range: expireAfterMillis=-1 allowed=0..");
  }
}
