package io.tributary.sharded;

import io.tributary.example.FeatureKeys;
import io.tributary.model.SparseValues;
import io.tributary.sharded.ShardMessage.Part;
import io.tributary.sharded.exact.ExactTable;
import io.tributary.sharded.exact.ExactTableSnapshot;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * Rows that are found by the 64-bit hashes of features, which come and go. A feature is seen when
 * an example is learned, not when it is predicted: batches are learned in one order, so what is
 * admitted and what expires is the same at every run.
 */
final class KeyRows implements BlockRows {
  private final ExactTable table;
  private final ShardState state;
  private final int width;
  private final BitSet absent = new BitSet();
  private int[] sightings = new int[16];
  private int[] lastMember = new int[16];

  KeyRows(ExactTable table, ShardState state) {
    this.table = table;
    this.state = state;
    width = table.spec().width();
  }

  @Override
  public void advance(long eventTime) {
    table.advance(eventTime);
  }

  @Override
  public void read(Part part, float[] into) {
    table.gather(part.keys(), part.keys().length, into);
  }

  @Override
  public void see(Part part, float[] into) {
    long refused = table.counts().refused();
    int size = part.keys().length;
    count(part, size);
    table.see(part.keys(), sightings, size, into);
    absent.clear();
    if (table.spec().admitAfter() > 1 || table.counts().refused() > refused) {
      for (int place = 0; place < size; place++) {
        absent.set(place, !table.contains(part.keys()[place]));
      }
    }
  }

  /** Counts in how many examples each key is: one that is there twice was seen once. */
  private void count(Part part, int size) {
    if (sightings.length < size) {
      sightings = new int[Math.max(size, 2 * sightings.length)];
      lastMember = new int[sightings.length];
    }
    Arrays.fill(sightings, 0, size, 0);
    Arrays.fill(lastMember, 0, size, -1);
    int at = 0;
    for (int member = 0; member < part.counts().length; member++) {
      for (int end = at + part.counts()[member]; at < end; at++) {
        int place = part.positions()[at];
        if (lastMember[place] != member) {
          lastMember[place] = member;
          sightings[place]++;
        }
      }
    }
  }

  @Override
  public boolean isAbsent(int place) {
    return absent.get(place);
  }

  @Override
  public boolean lacksRows() {
    return !absent.isEmpty();
  }

  @Override
  public void write(Part part, float[] from) {
    table.scatter(part.keys(), part.keys().length, from);
    for (int place = 0; place < part.keys().length; place++) {
      if (!absent.get(place)) {
        state.touchedKeys.add(part.keys()[place]);
      }
    }
  }

  @Override
  public int coordinate(Part part, int place) {
    return FeatureKeys.coordinate(part.keys()[place]);
  }

  @Override
  public TableCounts counts() {
    ExactTableSnapshot.Counts ever = table.counts();
    return new TableCounts(
        table.size(), table.bytes(), ever.admitted(), ever.expired(), ever.refused());
  }

  @Override
  public int count() {
    return table.size();
  }

  @Override
  public void content(int mostRows, Consumer<SparseValues> piece) {
    long[] keys = table.keys();
    for (int from = 0; from < keys.length; from += mostRows) {
      int to = Math.min(keys.length, from + mostRows);
      piece.accept(values(Arrays.copyOfRange(keys, from, to), SparseValues.NO_KEYS));
    }
  }

  @Override
  public SparseValues takeChanges() {
    long[] changed = Arrays.stream(state.touchedKeys.keys()).filter(table::contains).toArray();
    state.touchedKeys.clear();
    // One that has come back has been touched since.
    long[] removed =
        Arrays.stream(table.drainExpired())
            .filter(key -> !table.contains(key))
            .sorted()
            .distinct()
            .toArray();
    return values(changed, removed);
  }

  private SparseValues values(long[] keys, long[] removed) {
    float[] lanes = new float[keys.length * width];
    table.gather(keys, keys.length, lanes);
    return SparseValues.ofKeys(keys, removed, lanes);
  }
}
