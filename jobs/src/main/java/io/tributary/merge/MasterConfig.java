package io.tributary.merge;

import io.tributary.model.BlockLayout;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableSpec;
import java.io.Serializable;
import java.util.List;

/**
 * How the master of a block merges.
 *
 * @param tables the model's tables
 * @param mergeRule name of the merge rule
 * @param staleness how far replicas may be behind; decides between merging by round and as they
 *     come
 * @param announcesDue whether to tell replicas that a round is due; false when rounds close by
 *     count alone
 */
public record MasterConfig(
    List<TableSpec> tables, String mergeRule, Staleness staleness, boolean announcesDue)
    implements Serializable {
  /** Copies the list. */
  public MasterConfig {
    tables = List.copyOf(tables);
  }

  /** Creates the settings of a linear model. */
  public MasterConfig(
      BlockLayout layout,
      OptimizerSpec optimizer,
      String mergeRule,
      Staleness staleness,
      boolean announcesDue) {
    this(List.of(TableSpec.linear(layout, optimizer)), mergeRule, staleness, announcesDue);
  }

  /** Returns the table that a block is a slice of. */
  public TableSpec tableOf(int block) {
    for (TableSpec table : tables) {
      if (table.hasBlock(block)) {
        return table;
      }
    }
    throw new IllegalStateException("no such block: block=" + block + " tables=" + tables);
  }

  /** Returns the state of a block that nobody has learned yet. */
  public BlockMasterState newState(int block) {
    return new BlockMasterState(block, tableOf(block).blockLanes());
  }
}
