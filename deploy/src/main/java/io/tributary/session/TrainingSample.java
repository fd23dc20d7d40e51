package io.tributary.session;

import io.tributary.learner.MetricsKind;
import io.tributary.sharded.TableCounts;
import org.jspecify.annotations.Nullable;

/**
 * How far training in memory was after so many records.
 *
 * @param examples examples predicted
 * @param kind what the model's loss is measured by
 * @param loss the kind's headline, of all examples
 * @param sinceLast the same of the examples since the sample before
 * @param version oldest version of the blocks
 * @param seconds since training began
 * @param table what has become of an exact table, or null when the table is hashed
 */
public record TrainingSample(
    long examples,
    MetricsKind kind,
    double loss,
    double sinceLast,
    long version,
    double seconds,
    @Nullable Table table) {
  /**
   * An exact table, and the store that follows it.
   *
   * @param counts what has become of its features
   * @param storeRows features that have a row in the store
   * @param storeBytes length of the store's file
   */
  public record Table(TableCounts counts, long storeRows, long storeBytes) {}
}
