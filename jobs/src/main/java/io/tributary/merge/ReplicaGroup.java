package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockLayout;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Deals the snapshots of all replicas in a checkpoint out to a new group of replicas.
 *
 * <p>A checkpoint may be taken while a rescaled group is still registering. It then holds two kinds
 * of snapshots. Replicas that have not registered have the snapshots of the earlier group; replicas
 * that have registered have their own, and their masters know the leftovers. Any number of replicas
 * can take over such a mixture, without a case of its own.
 */
final class ReplicaGroup {
  private static final Comparator<ReplicaSnapshot> ORDER =
      Comparator.comparingInt(ReplicaSnapshot::replicas)
          .thenComparingInt(ReplicaSnapshot::index)
          .thenComparingLong(ReplicaSnapshot::round);

  private ReplicaGroup() {}

  /** Returns true when each replica can go on as itself. */
  static boolean isSame(List<ReplicaSnapshot> all, int replicas) {
    return all.size() == replicas
        && all.stream().allMatch(one -> one.replicas() == replicas && !one.awaitingOpenings());
  }

  /** Returns what a replica of a new group takes over; each snapshot goes to one replica. */
  static List<ReplicaSnapshot> share(List<ReplicaSnapshot> all, int index, int replicas) {
    List<ReplicaSnapshot> ordered = all.stream().sorted(ORDER).toList();
    return IntStream.range(0, ordered.size())
        .filter(i -> i % replicas == index)
        .mapToObj(ordered::get)
        .toList();
  }

  /** Returns for each block what the open rounds of replicas have learned. */
  static List<List<Delta>> openRounds(List<ReplicaSnapshot> replicas, List<TableSpec> tables) {
    List<List<Delta>> all = replicas.stream().map(one -> openRound(one, tables)).toList();
    return IntStream.range(0, tables.get(tables.size() - 1).endBlock())
        .mapToObj(
            block -> all.stream().filter(one -> !one.isEmpty()).map(one -> one.get(block)).toList())
        .toList();
  }

  /**
   * Returns what the open round of a replica has learned, a delta a block; none when the round has
   * no examples.
   */
  static List<Delta> openRound(ReplicaSnapshot replica, List<TableSpec> tables) {
    List<Delta> deltas = new ArrayList<>();
    if (replica.examplesInRound() > 0) {
      ViewSnapshot view = replica.view();
      for (int number = 0; number < tables.size(); number++) {
        TableSpec table = tables.get(number);
        TableSnapshot of = number == 0 ? view.sparse() : view.dense();
        int[] sorted = sorted(of.touched());
        int from = 0;
        for (int block = table.firstBlock(); block < table.endBlock(); block++) {
          int end = from;
          int endRow = table.firstRow(block) + table.layout().blockSize();
          while (end < sorted.length && of.touched()[sorted[end]] < endRow) {
            end++;
          }
          int[] slots = Arrays.copyOfRange(sorted, from, end);
          RoundCurvature.Sums curvature = view.curvature();
          deltas.add(
              delta(
                  replica,
                  block,
                  changes(of, slots, table.layout()),
                  table.dense() ? curvature.ofAll() : curvature.of(slots)));
          from = end;
        }
      }
    }
    return deltas;
  }

  private static int[] sorted(int[] touched) {
    return IntStream.range(0, touched.length)
        .boxed()
        .sorted(Comparator.comparingInt(slot -> touched[slot]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Delta delta(
      ReplicaSnapshot replica, int block, SparseValues values, Curvature curvature) {
    return new Delta(
        block,
        replica.index(),
        replica.round(),
        replica.view().baseVersions()[block],
        replica.examplesInRound(),
        replica.activeInRound(),
        false,
        replica.newestEventTime(),
        replica.oldestSentTime(),
        Example.NO_TIME,
        values,
        curvature);
  }

  private static SparseValues changes(TableSnapshot view, int[] sorted, BlockLayout layout) {
    if (sorted.length == 0) {
      return SparseValues.EMPTY;
    }
    int width = view.before().length / view.touched().length;
    int[] offsets = new int[sorted.length];
    float[] lanes = new float[offsets.length * width];
    int[] overlay = view.overlay().offsets();
    int position = 0;
    for (int i = 0; i < offsets.length; i++) {
      int slot = sorted[i];
      int coordinate = view.touched()[slot];
      // The overlay has all touched coordinates and is in their order, too.
      while (overlay[position] != coordinate) {
        position++;
      }
      offsets[i] = layout.offsetOf(coordinate);
      for (int lane = 0; lane < width; lane++) {
        lanes[i * width + lane] =
            view.overlay().lanes()[position * width + lane] - view.before()[slot * width + lane];
      }
    }
    return new SparseValues(offsets, lanes);
  }
}
